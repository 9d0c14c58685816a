// Every page in English.
import { lookAtEveryPage } from "../lib/every_page.js";

lookAtEveryPage("en");
