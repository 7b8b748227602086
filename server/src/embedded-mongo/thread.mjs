// A thread of Node 20 does not inherit the TypeScript loader of its process: run from sources it has to load it itself.
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
