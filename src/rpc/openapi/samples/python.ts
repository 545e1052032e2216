import { statusOf } from '../success.ts'
import { type Call, isRedirect } from './call.ts'
import { python, quoted } from './literal.ts'

/** A call with the `requests` package. */
export function pythonRequest(call: Call): string {
  const { procedure, url, credential, json, form } = call
  const options = [
    ...(credential ? [`headers={'Authorization': f"Bearer {os.environ['${credential}']}"}`] : []),
    ...(json ? [`json=${python(json, '    ')}`] : []),
    ...(form && form.fields.length > 0 ? [`data=${python(Object.fromEntries(form.fields), '    ')}`] : []),
    ...(form ? [`files={${quoted(form.file.name)}: open(${quoted(form.file.path)}, 'rb')}`] : []),
    ...(isRedirect(procedure) ? ['allow_redirects=False'] : []),
    'timeout=30',
  ]
  return [
    ...(credential ? ['import os', ''] : []),
    'import requests',
    '',
    `response = requests.${procedure.method.toLowerCase()}(`,
    ...[quoted(url), ...options].map((argument) => `    ${argument},`),
    ')',
    'response.raise_for_status()',
    ...lastLines(call),
  ].join('\n')
}

function lastLines({ procedure }: Call): string[] {
  if (isRedirect(procedure)) return ["print(response.headers['location'])"]
  if (procedure.rest.raw) return ['content = response.content']
  return statusOf(procedure) === 204 ? [] : ['print(response.json())']
}
