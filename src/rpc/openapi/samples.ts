import type { Documented } from './procedures.ts'
import { exampleCall } from './samples/call.ts'
import { curl } from './samples/curl.ts'
import { pythonRequest } from './samples/python.ts'
import { typeScript } from './samples/typescript.ts'

/** How to call a procedure, in three languages (`x-codeSamples`). */
export function codeSamples(procedure: Documented, baseUrl: string) {
  const call = exampleCall(procedure, baseUrl)
  return [
    { lang: 'Shell', label: 'cURL', source: curl(call) },
    { lang: 'TypeScript', label: 'TypeScript', source: typeScript(call) },
    { lang: 'Python', label: 'Python', source: pythonRequest(call) },
  ]
}
