/** Everything the page loads comes from this server; what the script would fetch elsewhere stays off. */
const SETTINGS = {
  url: '/api/docs/openapi.json',
  theme: 'default',
  layout: 'modern',
  showOperationId: true,
  persistAuth: false,
  modelsSectionLabel: 'Schemas',
  documentDownloadType: 'json',
  hiddenClients: true,
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
}

/**
 * Keeps the page on this server. Inline styles are the one exception: the script injects its style sheet, and
 * its editors write more of them while they are used.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const ICON = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><text y='13' font-size='13'>🎃</text></svg>`

/** The interactive documentation; its script finds the settings in the page. */
export const pageOf = (scriptUrl: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Gourd API</title>
    <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
  </head>
  <body>
    <noscript>This page needs JavaScript. <a href="${SETTINGS.url}">The OpenAPI document</a> does not.</noscript>
    <script id="api-reference" type="application/json" data-configuration="${attribute(SETTINGS)}"></script>
    <script src="${scriptUrl}"></script>
  </body>
</html>
`

const attribute = (value: object): string =>
  JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
