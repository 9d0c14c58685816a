// Opens a page of `pages.js` with the account that it asks for.
import { account } from "./accounts.js";

/** Answers the response of the page. */
export async function visit(reader, { path, as, status = 200 }) {
  if (as) await reader.signIn(account(as));
  const address = typeof path === "function" ? await path(reader) : path;
  return reader.go(address, status);
}
