import { exceptions, guarantees } from './built-in.js';

/** What is promised, as of the version of this page. */
export function Guarantees() {
  return (
    <section class="card guarantees" aria-labelledby="guarantees">
      <h2 id="guarantees">What is promised</h2>
      <p class="remark">
        Behind each stands a test; <a href="./guarantees.txt">the whole text names it</a>.
      </p>
      {guarantees.map(({ title, promises }) => (
        <details key={title}>
          <summary>
            {title} <span class="count">{promises.length}</span>
          </summary>
          <ul>
            {promises.map((promise) => (
              <li key={promise}>{promise}</li>
            ))}
          </ul>
        </details>
      ))}
      <details>
        <summary>
          What is not promised <span class="count">{exceptions.length}</span>
        </summary>
        <dl>
          {exceptions.map(({ title, text }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
