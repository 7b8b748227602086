/*
 * Files of requests as editors with an HTTP client read them (VS Code's REST Client and those that follow it): `###` begins
 * a request, `# @name` names its answer, `{{name.response.body.$.id}}` takes a member out of it, `# @prompt` asks, `< file`
 * is a body. Our own are two lines: `# Answers 409 code`, where a request is refused on purpose, and `# Waits for event, event`,
 * which have reached the receiver before it is sent.
 */

export interface StoryRequest {
  readonly title: string;
  readonly name: string | undefined;
  /** Variables that a person is asked for. */
  readonly prompts: readonly string[];
  /** What it is answered; without one, any status from 200 to 299. */
  readonly answer: { readonly status: number; readonly code: string | undefined } | undefined;
  /** Events that have reached the receiver before it is sent. */
  readonly awaited: readonly string[];
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Story {
  readonly variables: Readonly<Record<string, string>>;
  readonly requests: readonly StoryRequest[];
}

const answerOf = (comments: string): StoryRequest["answer"] => {
  const [, status, code] = /^# Answers (\d{3})(?: (\w+))?$/m.exec(comments) ?? [];
  return status === undefined ? undefined : { status: Number(status), code };
};

const headersOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines
      .filter((line) => line.includes(":"))
      .map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
      }),
  );

const requestOf = (block: string): StoryRequest => {
  const [title = "", ...lines] = block.split("\n");
  const isAside = (line: string): boolean => line === "" || line.startsWith("#");
  const start = lines.findIndex((line) => !isAside(line));
  const comments = lines.slice(0, start).join("\n");
  const [head = "", ...body] = lines.slice(start).join("\n").split("\n\n");
  const [call = "", ...headers] = head.split("\n");
  const [method = "", url = ""] = call.split(" ");
  return {
    title: title.trim(),
    name: /^# @name (\w+)$/m.exec(comments)?.[1],
    prompts: [...comments.matchAll(/^# @prompt (\w+)/gm)].map(([, prompt = ""]) => prompt),
    answer: answerOf(comments),
    awaited: /^# Waits for (.+)$/m.exec(comments)?.[1]?.split(", ") ?? [],
    method,
    url,
    headers: headersOf(headers),
    body: body.join("\n\n").trim(),
  };
};

export const readStory = (text: string): Story => {
  const [head = "", ...blocks] = text.split(/^###/m);
  const variables = [...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = "", value = ""]) => [name, value]);
  return { variables: Object.fromEntries(variables) as Story["variables"], requests: blocks.map(requestOf) };
};
