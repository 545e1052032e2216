import { MeilisearchApiError, MeilisearchError } from 'meilisearch'

/**
 * Rejects with what the client's error says, and nothing else: the error itself holds the whole request, documents
 * and key included, and would be logged with them.
 */
export async function plainly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof MeilisearchError ? new Error(sentence(error)) : error
  }
}

function sentence(error: MeilisearchError): string {
  if (error instanceof MeilisearchApiError) {
    return `Meilisearch answered ${error.response.status} ${error.cause?.code ?? ''}: ${error.message}`
  }
  const { cause } = error as { cause?: { message?: string; cause?: { message?: string } } }
  return [error.message, cause?.message, cause?.cause?.message].filter(Boolean).join(': ')
}
