/** Asks once more before a grave act. The words come from the page: `data-confirm`, `data-confirm-yes`, `data-confirm-no`. */
export function confirmations(on) {
  const confirmed = new WeakSet();

  on("click", "button[data-confirm]", (button, event) => {
    if (!button.form || confirmed.delete(button)) return;
    // An incomplete form is told so first; nobody confirms what cannot be sent.
    if (!button.formNoValidate && !button.form.noValidate && !button.form.reportValidity()) return event.preventDefault();
    event.preventDefault();
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    text.id = "confirm-text";
    text.textContent = button.dataset.confirm;
    dialog.setAttribute("aria-labelledby", text.id);
    const actions = document.createElement("div");
    actions.className = "actions";
    const choice = (label, kind, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = `button ${kind}`;
      made.textContent = label;
      made.addEventListener("click", () => { dialog.close(); act(); });
      return made;
    };
    actions.append(
      choice(button.dataset.confirmYes ?? button.textContent.trim(), "", () => {
        confirmed.add(button);
        button.click();
      }),
      choice(button.dataset.confirmNo ?? "×", "button-second", () => button.focus()),
    );
    dialog.append(text, actions);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  });
}
