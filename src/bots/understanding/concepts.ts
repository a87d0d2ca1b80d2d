// The word classes of every language. A lexicon sorts its words into these; grammar and rules know nothing but them.

/** Words that answer, wish, ask or go round an answer. */
export type Concept =
  | 'yes' // an outright yes
  | 'fine' // ok, great, 👍: a yes unless something in the reply says otherwise
  | 'no' // an outright no
  | 'not' // turns round what it stands with
  | 'none' // none of them, neither
  | 'any' // either, both, whichever
  | 'can'
  | 'come' // coming, being there, seeing each other
  | 'suit' // works, fits
  | 'unsuit' // busy, away, impossible
  | 'sick' // a reason that is not yet a no to an offer
  | 'confirm'
  | 'keep'
  | 'cancel'
  | 'cancelled' // done or spoken of, not asked for
  | 'cancellation' // the noun
  | 'move' // another time for what is booked
  | 'moveLater' // put it back
  | 'moveEarlier' // bring it forward
  | 'book'
  | 'visit'
  | 'see' // see the doctor
  | 'want'
  | 'propose' // can we, how about
  | 'prefer' // better, rather, instead, only
  | 'other' // another, different
  | 'available' // free, openings
  | 'have' // do you have
  | 'whichTimes' // what times, when can I
  | 'late'
  | 'held' // stuck, delayed
  | 'onTime'
  | 'tooLate'
  | 'waitlist'
  | 'add'
  | 'remove'
  | 'notify' // text me, let me know
  | 'opensUp' // frees up, gets free
  | 'anyone' // someone else
  | 'hedge'
  | 'belief' // I think: a hedge, but "I don't think I can come" is still a no
  | 'unsure'
  | 'defer' // I'll get back to you
  | 'past' // was going to, wanted to
  | 'ask' // question words
  | 'fact' // is it, is my: asks how things stand
  | 'how'
  | 'human' // call me, speak to somebody
  | 'thing' // the link, the door, the bill
  | 'otherVerb' // can't *find* it
  | 'thanks'
  | 'sorry'
  | 'please'
  | 'greet'
  | 'smalltalk'
  | 'smile'
  | 'texting'
  | 'stop'
  | 'leaveAlone' // wrong number
  | 'again' // start texting again
  | 'help'
  | 'problem'
  | 'if'
  | 'but'
  | 'because'
  | 'correction' // wait, I mean
  | 'you'
  | 'me'
  | 'option' // option, number, nr
  | 'oneOf' // the ... one
  | 'middle'
  | 'earliest'
  | 'latest'
  | 'for'
  | 'with'
  | 'plain' // known, says nothing here
  | TimeConcept;

/** Words that time expressions are built of. */
type TimeConcept =
  | 'number'
  | 'ordinal'
  | 'last'
  | 'article' // a, an, une, eine: one, beside a unit
  | 'weekday'
  | 'habitday' // Fridays
  | 'shortday' // Mo, Di, Mi: a weekday only where a weekday can stand
  | 'month'
  | 'part'
  | 'habit' // mornings
  | 'relday'
  | 'tonight'
  | 'unit'
  | 'oclock'
  | 'half'
  | 'halb' // counts towards the hour that comes
  | 'quarter'
  | 'threequarter'
  | 'minus'
  | 'noon'
  | 'midnight'
  | 'am'
  | 'pm'
  | 'at'
  | 'on'
  | 'the'
  | 'of'
  | 'in'
  | 'to'
  | 'after'
  | 'before'
  | 'between'
  | 'from'
  | 'until'
  | 'or'
  | 'and'
  | 'next'
  | 'this'
  | 'same'
  | 'later'
  | 'earlier'
  | 'soon'
  | 'weekend'
  | 'weekAfterNext'
  | 'inEight' // jeudi en huit
  | 'glue'; // around, early, just: may stand inside a time

/** Concepts whose words carry a number. */
type Numbered =
  | 'number'
  | 'ordinal'
  | 'weekday'
  | 'habitday'
  | 'shortday'
  | 'month'
  | 'part'
  | 'habit'
  | 'relday'
  | 'unit';

export const MORNING = 0;
export const AFTERNOON = 1;
export const EVENING = 2;

/** Phrases separated by `|`; a trailing `*` stands for any ending. */
type Words = { readonly [concept in Exclude<Concept, Numbered>]?: string };
/** The same, each line with the number its phrases carry. */
export type NumberedWords = { readonly [concept in Numbered]?: Readonly<Record<number, string>> };

export interface Lexicon {
  readonly words: Words;
  readonly numbered: NumberedWords;
  /** `cant=can not`: one written word that stands for several. */
  readonly contractions: string;
  /** `sage ab=cancel`: a verb whose particle stands at the end of the clause. */
  readonly separable?: string;
}
