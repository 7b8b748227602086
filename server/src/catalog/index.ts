export * from "./define.ts";
export * from "./errors.ts";
export * from "./parts.ts";
export * from "./programs.ts";
export * from "./resources.ts";
export * from "./events/index.ts";
export * from "./actions/index.ts";
