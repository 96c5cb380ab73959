import type { Person } from '../../../protocol/accounts.ts';
import { api } from '../../client/api.ts';
import { route } from '../../client/route.ts';
import { me } from '../../client/store.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Loaded } from '../profile/loaded.tsx';
import '../profile/profile.css';
import { useLoad } from '../profile/use-load.ts';
import './admin.css';
import { PeopleSection } from './people.tsx';
import { RoomsSection } from './rooms.tsx';
import { type Section, sectionOf } from './sections.ts';
import { ServerSection } from './server.tsx';
import { t } from './words.ts';

/** Everything at `/admin`. Whoever isn't the admin learns nothing here, and the server answers nothing either. */
export function AdminPage() {
  return me.value ? <For person={me.value} /> : <Unknown />;
}

/** The page may be asked for before the session is known. */
function Unknown() {
  const load = useLoad(api.me);
  return (
    <div class="admin-waiting">
      <Loaded of={load}>{(person) => <For person={person} />}</Loaded>
    </div>
  );
}

const For = ({ person }: { person: Person }) =>
  person.role === 'admin' ? <Admin meId={person.id} /> : <NotFound />;

function NotFound() {
  return (
    <main class="gate">
      <div class="gate-card">
        <Mark size={56} />
        <h1>{t.value.notFoundTitle}</h1>
        <p>{t.value.notFoundText}</p>
        <a class="button primary m" href="/">
          {t.value.toChat}
        </a>
      </div>
    </main>
  );
}

function Admin({ meId }: { meId: string }) {
  // Read, so that this is drawn anew when the address changes within the admin page.
  const section = route.value.at === 'admin' ? sectionOf(location.pathname) : 'people';
  return (
    <div class="admin">
      <header class="admin-side">
        <a class="admin-back" href="/">
          <Icon name="arrow-left" size={20} />
          <span>{t.value.backToChat}</span>
        </a>
        <h1>{t.value.title}</h1>
        <nav class="admin-nav" aria-label={t.value.sections}>
          <SectionLink to="people" current={section} icon="people" text={t.value.people} />
          <SectionLink to="rooms" current={section} icon="hash" text={t.value.rooms} />
          <SectionLink to="server" current={section} icon="settings" text={t.value.server} />
        </nav>
      </header>
      <main class="admin-main">
        <div class="admin-content">
          {section === 'people' && <PeopleSection meId={meId} />}
          {section === 'rooms' && <RoomsSection />}
          {section === 'server' && <ServerSection />}
        </div>
      </main>
    </div>
  );
}

function SectionLink(props: { to: Section; current: Section; icon: IconName; text: string }) {
  return (
    <a
      href={props.to === 'people' ? '/admin' : `/admin/${props.to}`}
      aria-current={props.to === props.current ? 'page' : undefined}
    >
      <Icon name={props.icon} size={20} />
      <span>{props.text}</span>
    </a>
  );
}
