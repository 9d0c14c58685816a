/** The demonstration's organisation, as addresses name it. */
export const ORG = "golshahr";
