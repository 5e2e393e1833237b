/** The columns that a plan may be read from. */
export type PlanColumn = 'account' | 'password';

/** Names that stand for a column, folded; the first is the one in the template. */
const names: Record<PlanColumn, readonly string[]> = {
  account: [
    'account',
    'accountname',
    'accountid',
    'login',
    'loginname',
    'loginid',
    'customeraccount',
    'subaccount',
    'konto',
    'benutzerkonto',
    'cuenta',
    'compte',
    'conta',
    'аккаунт',
    '账号',
    '帐号',
  ],
  password: [
    'password',
    'newpassword',
    'passwd',
    'passwort',
    'contraseña',
    'motdepasse',
    'senha',
    'пароль',
    '密码',
  ],
};

/** What a header says without case, spaces, marks around it and signs between its words. */
function folded(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-.:*#"'()/\\]+/g, '');
}

export interface MatchedColumns {
  /** Place of each column found. */
  readonly places: ReadonlyMap<PlanColumn, number>;
  /** Headers of columns that mean nothing here. */
  readonly ignored: readonly string[];
  /** A column that two headers claim. */
  readonly twice: PlanColumn | null;
}

/** Finds the columns by their headers, in any order and case, in several languages. */
export function matchColumns(header: readonly string[]): MatchedColumns {
  const places = new Map<PlanColumn, number>();
  const ignored: string[] = [];
  let twice: PlanColumn | null = null;
  header.forEach((text, place) => {
    const name = folded(text);
    const column = columns.find((candidate) => names[candidate].includes(name));
    if (column === undefined) {
      if (name !== '') ignored.push(text.trim());
    } else if (places.has(column)) {
      twice = column;
    } else {
      places.set(column, place);
    }
  });
  return { places, ignored, twice };
}

const columns: readonly PlanColumn[] = ['account', 'password'];

/** Header and an example row of the template for a kind. */
export function templateRows(withPassword: boolean): readonly (readonly string[])[] {
  return withPassword ? [['account', 'password']] : [['account']];
}
