import type * as pulumi from '@pulumi/pulumi';

/** Name, arguments and options of a component's child. */
export type Child = <Args>(
  name: string,
  args: Args,
  dependsOn?: readonly pulumi.Resource[],
) => [name: string, args: Args, options: pulumi.CustomResourceOptions];

/**
 * Makes children of a component. A child's name begins with the component's, since the engine tells two resources of one type apart
 * by their names alone; before that it was the same in every program, and such a child is taken over.
 */
export function childOf(parent: pulumi.ComponentResource, component: string): Child {
  return (name, args, dependsOn = []) => [
    `${component}-${name}`,
    args,
    { parent, dependsOn: [...dependsOn], aliases: [{ name }] },
  ];
}
