export { changeRole } from './change-role.ts'
export { createAccount } from './create-account.ts'
export { deactivateUser, reactivateUser } from './deactivate-user.ts'
export { firstFreeUsername } from './first-free-username.ts'
export { forgotPassword } from './forgot-password.ts'
export { getProfile } from './get-profile.ts'
export { type Grant, type GrantedRole, grantRole } from './grant-role.ts'
export { logIn } from './log-in.ts'
export { logOut } from './log-out.ts'
export { openSession, requireActive } from './open-session.ts'
export { registerUser } from './register-user.ts'
export { requestReset } from './request-reset.ts'
export { resendVerification } from './resend-verification.ts'
export { resetPassword } from './reset-password.ts'
export {
  ChangeRole,
  DecideUser,
  Email,
  EmailVerified,
  ForgotPassword,
  LoggedOut,
  Login,
  PasswordReset,
  Register,
  ResetPassword,
  ResetRequested,
  RoleChanged,
  UpdateProfile,
  UserProfile,
  VerificationSent,
  VerifyEmail,
} from './schema.ts'
export { updateProfile } from './update-profile.ts'
export { verifyEmail } from './verify-email.ts'
