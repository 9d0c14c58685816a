// Every page of the program, once: what the accessibility check walks and what the pictures show.
// `as`: the account that looks; `path`: an address, or a function that finds it as a reader would.

/** The demonstration's organisation. */
export const ORG = "golshahr";

export const pages = [
  { name: "design", path: "/design" },
];
