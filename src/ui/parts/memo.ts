import { Component, type ComponentType, createElement, type FunctionComponent } from 'preact';

/** A component that is drawn anew only when one of its properties is another one. Preact has this in its compatibility layer, which is larger than this page. */
export function memo<Props extends object>(component: FunctionComponent<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const names = new Set([...Object.keys(next), ...Object.keys(this.props)]) as Set<keyof Props>;
      return [...names].some((name) => next[name] !== (this.props as Props)[name]);
    }

    override render(properties: Props) {
      return createElement(component, properties);
    }
  };
}
