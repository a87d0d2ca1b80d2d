/** What joins a reason to a wish, or stands between two sentences, in the languages we read. */
const BETWEEN =
  /[,.;:!?\n()\u2013\u2014]+|\s-\s|\b(?:because|cause|bc|since|due to|as i|and|but|porque|ya que|pero|y|parce que|puisque|mais|et|weil|da ich|denn|wegen|aber|und)\b/giu;
/** "please", "thank you very much", "K4": said beside a wish, they give no reason for it. */
const FILLING =
  /\b(?:please|pls|thanks?|thank you|sorry|hi|hello|yes|no|por favor|gracias|lo siento|hola|perdon|perdón|merci|desole|désolé|desolee|désolée|bonjour|svp|bitte|danke|leider|hallo|guten tag|[a-z]\d)\b/giu;
const A_SENTENCE = 3;
/** One sentence alone says why when it says more than "I have to cancel my appointment on Friday". */
const A_LONG_ONE = 10;

/** Whether somebody says why, beside what they want: "cancel please, my car broke down" does, "cancel K4" does not. */
export function saysWhy(text: string): boolean {
  const wordsOf = (part: string) => part.replace(FILLING, ' ').match(/\p{L}[\p{L}'’]*/gu) ?? [];
  const parts = text.split(BETWEEN).map((part) => wordsOf(part).length);
  const told = parts.filter((words) => words > 0);
  if (told.length < 2) return (told[0] ?? 0) >= A_LONG_ONE;
  return told.slice(1).some((words) => words >= A_SENTENCE) || (told[0] !== undefined && told[0] >= A_LONG_ONE);
}
