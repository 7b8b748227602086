import type { DemoAccess } from "./bootstrap.ts";

export interface WelcomeParts {
  publicUrl: string;
  access: DemoAccess | null;
}

/** Tells a person at the terminal where everything is; with fresh demo access also how to get in and a first call. */
export const welcome = ({ publicUrl, access }: WelcomeParts): void => {
  const fresh =
    access === null
      ? []
      : [
          `The store was empty, so the business "${access.business.name}" was created. This is shown once:`,
          `Login: ${access.login}`,
          `Password: ${access.password}`,
          `API key: ${access.apiKey}`,
          "",
          "Issue a first card:",
          `curl -s ${publicUrl}/v1/cards \\`,
          `  -H "Authorization: Bearer ${access.apiKey}" \\`,
          `  -H "Content-Type: application/json" \\`,
          `  -d '{"template_id":"${access.templateId}","email":"ann.lee@example.com","name":"Ann Lee"}'`,
          "",
        ];
  // The address comes last: what waits for the start has read everything else by then.
  const places = [`Console: ${publicUrl}/console`, `API reference: ${publicUrl}/docs`];
  const lines = [...fresh, ...places, `7stamp Connect is running at ${publicUrl}`];
  process.stdout.write(`${lines.join("\n")}\n`);
};
