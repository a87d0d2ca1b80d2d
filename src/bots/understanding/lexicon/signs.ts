// What is understood in every language: signs, and the few English words everybody uses in a text.
import type { Lexicon } from '../concepts.ts';

export const signs: Lexicon = {
  contractions: '',
  words: {
    fine: '👍|👌|✅|✔|☑|✓|🆗|💯|🙆|🤝|🙌|👏|🎉',
    no: '👎|❌|🚫|✖|🙅|❎|⛔',
    thanks: '🙏',
    unsure: '🤷|🤔|❓|❔|🤨|😕',
    smile:
      '😀|😁|😂|😃|😄|😅|😆|😉|😊|😍|😘|🙂|🙃|😎|😇|🥰|🤗|❤|💕|💖|💙|💚|💜|🧡|🖤|😢|😭|😞|😔|😟|🙁|☹|😩|😫|🤒|🤕|🤧|😷|🚗|🏃|⏰|📅|🗓|☀|🌞|✨|🌟|⭐|👋|🤞|💪|😬|😳|🙈|🥳|🔥|💐|🌸|🐶|👶|🎂|🚙|🚌|⌚|🕐|🕑|🕒|🤣|😋|☺|🥺|😴|😱|😓|😥',
  },
  numbered: {},
};
