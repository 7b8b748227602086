export { channelsOf, contrast, inkOn, mixed, readable, visibleOn } from "./colour.ts";
export { changedLook, shownLook, usualColor, wholeLook, type LookInput, type ShownLook } from "./look.ts";
