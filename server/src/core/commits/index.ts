export { CommitStage, type CommitMode } from "./stage.ts";
export {
  inserting,
  replacingOlder,
  updating,
  type Batch,
  type Step,
  type Write,
  type Written,
} from "./write.ts";
