/** The page, its style and its script: separate addresses, so that a strict content security policy holds. */

export const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>7stamp Connect: API reference</title>
    <link rel="icon" type="image/png" href="docs/assets/favicon.png">
    <link rel="stylesheet" href="docs/assets/swagger-ui.css">
    <link rel="stylesheet" href="docs/assets/docs.css">
    <script src="docs/assets/swagger-ui.js" defer></script>
    <script src="docs/assets/docs.js" defer></script>
  </head>
  <body>
    <header class="docs-head">
      <p>7stamp Connect</p>
      <nav aria-label="Documents"><a href="openapi.json">OpenAPI document</a> <a href="console">Console</a></nav>
    </header>
    <main id="reference"><noscript>The reference needs JavaScript; the <a href="openapi.json">OpenAPI document</a> says the same.</noscript></main>
  </body>
</html>
`;

export const css = `body { margin: 0; background: #fff; }
.docs-head {
  display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px 24px;
  padding: 12px max(20px, calc(50vw - 710px)); background: #1f2a37; color: #fff;
  font: 600 16px/1.4 system-ui, sans-serif;
}
.docs-head p { margin: 0; }
.docs-head a { color: #c7d7ea; font-weight: 400; margin-left: 16px; }
.docs-head a:focus-visible { outline: 2px solid #fff; outline-offset: 2px; }
.swagger-ui .info { margin: 28px 0; }
.swagger-ui .info .title { font-size: 28px; }
.swagger-ui .scheme-container { box-shadow: none; border-block: 1px solid #e2e6ea; padding: 16px 0; }
.swagger-ui .opblock-tag { font-size: 20px; }
.swagger-ui .opblock .opblock-summary-description { color: #3b4151; }
`;

export const js = `window.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({
    url: "openapi.json",
    dom_id: "#reference",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    validatorUrl: null,
  });
});
`;
