export const PASSWORD_LENGTH_MIN = 10;

/** The length rule of the server, said before the form is sent. */
export function passwordRule(password: string): string | null {
  return password.length < PASSWORD_LENGTH_MIN ? `Use at least ${PASSWORD_LENGTH_MIN} characters` : null;
}
