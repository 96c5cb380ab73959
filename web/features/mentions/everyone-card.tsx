import type { EveryoneMentions, MentionSetting } from '../../../protocol/mentions.ts';
import { call, sentence } from '../../client/api.ts';
import { everyoneMentions } from '../../client/store.ts';
import { Choice } from '../../ui/field.tsx';
import { complain } from '../../ui/toast.tsx';
import { t } from './everyone-words.ts';

async function choose(everyone: EveryoneMentions) {
  try {
    everyoneMentions.value = (
      await call<MentionSetting>('PUT', '/api/admin/mentions', { everyone })
    ).everyone;
  } catch (error) {
    complain(sentence(error));
  }
}

/** On the admin page: who may call everybody. */
export function EveryoneCard() {
  return (
    <section class="admin-card" aria-labelledby="admin-mentions">
      <h3 id="admin-mentions">{t.value.title}</h3>
      <p class="card-text">{t.value.text}</p>
      <Choice<EveryoneMentions>
        label={t.value.who}
        value={everyoneMentions.value}
        onChange={(everyone) => void choose(everyone)}
        options={[
          { value: 'all', text: t.value.all },
          { value: 'admin', text: t.value.admin },
        ]}
      />
    </section>
  );
}
