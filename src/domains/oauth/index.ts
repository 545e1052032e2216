export { PROVIDER_NAMES, type Provider } from '../../auth/oauth/provider.ts'
export { finishSignIn } from './finish-sign-in.ts'
export { FinishSignIn, Redirect, StartSignIn } from './schema.ts'
export { startSignIn } from './start-sign-in.ts'
