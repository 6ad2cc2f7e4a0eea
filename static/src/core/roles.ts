import type {Catalogue, RoleEntry} from './wire';

/** The roles of layers, from the inside out, by the names that they have under an option. */
export function rolesUnder(catalogue: Catalogue, option: string): RoleEntry[] {
  const names = catalogue.options.find((each) => each.id === option)?.layer_names ?? {};
  return catalogue.roles.map((role) => {
    const name = names[role.id];
    return name === undefined ? role : {...role, label: name, short: name};
  });
}
