export { createKey } from './create-key.ts'
export { getKey } from './get-key.ts'
export { getUsage } from './get-usage.ts'
export { listKeys } from './list-keys.ts'
export { revokeKey } from './revoke-key.ts'
export { rotateKey } from './rotate-key.ts'
export {
  ApiKey,
  ApiKeyPath,
  ApiKeyUsage,
  CreateApiKey,
  GetApiKeyUsage,
  NewApiKey,
  RevokedApiKey,
  RotateApiKey,
  UpdateApiKey,
} from './schema.ts'
export { updateKey } from './update-key.ts'
export { createKeyUsage, type KeyCall, type KeyUsage } from './usage-log.ts'
