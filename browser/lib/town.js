/** The demonstration's organisation, as addresses name it. */
export const ORG = "golshahr";

/** The day so many days from now, Solar Hijri as the forms take it. */
export function day(ahead) {
  const date = new Date(Date.now() + ahead * 86_400_000);
  const parts = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", { timeZone: "Asia/Tehran", year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(date);
  const of = (type) => parts.find((part) => part.type === type).value;
  return `${of("year")}/${of("month")}/${of("day")}`;
}
