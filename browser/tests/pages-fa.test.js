// Every page in Persian.
import { lookAtEveryPage } from "../lib/every_page.js";

lookAtEveryPage("fa");
