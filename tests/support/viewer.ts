export { aViewer, NOON } from "../../src/dev/made_up_viewer.ts";
