// Runs before the first paint, so that a page chosen to be dark never flashes light.
import { applyTheme } from "./shell/theme.ts";

applyTheme();
