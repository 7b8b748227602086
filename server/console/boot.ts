import { followSystem, rememberedTheme, wearTheme } from "./shell/theme.ts";

/** Runs before the page is drawn, so that a chosen look does not flash. */
wearTheme(rememberedTheme());
followSystem();
