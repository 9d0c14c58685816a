// The demonstration's accounts: names as its plan gives them, the one password as the program prints it.
import { ORG } from "./town.js";

/** `{ organisation, username, password }` of an account. */
export const account = (username) => ({ organisation: ORG, username, password: process.env.AMIN_BROWSER_PASSWORD });
