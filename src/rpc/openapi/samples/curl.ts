import { type Call, isRedirect } from './call.ts'

/** A call as a shell command. */
export function curl({ procedure, url, credential, json, form }: Call): string {
  const method =
    procedure.method === 'GET' || (form && procedure.method === 'POST') ? '' : `-X ${procedure.method} `
  return [
    `curl ${method}${shell(url)}`,
    ...(credential ? [`-H "Authorization: Bearer $${credential}"`] : []),
    ...(json ? ['-H "Content-Type: application/json"', `-d ${shell(JSON.stringify(json, null, 2))}`] : []),
    ...(form?.fields ?? []).map(([name, value]) => `-F ${shell(`${name}=${value}`)}`),
    ...(form ? [`-F ${shell(`${form.file.name}=@${form.file.path}`)}`] : []),
    ...(procedure.rest.raw ? [isRedirect(procedure) ? '--include' : '--location --output answer'] : []),
  ].join(' \\\n  ')
}

/** Text as one word of a POSIX shell. */
const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
