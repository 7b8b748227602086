import type { ActionDefinition } from "../define.ts";
import * as hooks from "./hooks.ts";
import * as loyalty from "./loyalty.ts";
import * as workspace from "./workspace.ts";

const isAction = (value: unknown): value is ActionDefinition =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

/** Every REST operation below /v1. */
export const actions: readonly ActionDefinition[] = [workspace, loyalty, hooks]
  .flatMap((module): unknown[] => Object.values(module))
  .filter(isAction);

export * from "./hooks.ts";
export * from "./loyalty.ts";
export * from "./workspace.ts";
