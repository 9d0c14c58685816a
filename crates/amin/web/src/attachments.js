/** Shows names and sizes of chosen files, and refuses what the server would refuse, before anything is sent. */
export function attachments(on) {
  const bytes = (size) => {
    const [value, unit] = size < 1e6 ? [Math.max(1, Math.round(size / 1e3)), "kilobyte"] : [size / 1e6, "megabyte"];
    return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 1 }).format(value);
  };

  on("change", "input[type=file]", (input) => {
    const list = document.getElementById(`${input.id}-list`);
    const error = document.getElementById(`${input.id}-error`);
    const files = [...input.files];
    const most = Number(input.dataset.maxBytes || Infinity);
    const count = Number(input.dataset.maxFiles || Infinity);
    const large = files.filter((file) => file.size > most);
    const refusal = large.length > 0 ? `${input.dataset.tooLarge} ${large.map((file) => file.name).join("، ")}` : files.length > count ? input.dataset.tooMany : "";
    if (error) error.textContent = refusal;
    if (refusal) input.value = "";
    list?.replaceChildren(...(refusal ? [] : files).map((file) => {
      const item = document.createElement("li");
      const name = document.createElement("bdi");
      name.textContent = file.name;
      const size = document.createElement("span");
      size.className = "file-size";
      size.textContent = bytes(file.size);
      item.append(name, size);
      return item;
    }));
  });
}
