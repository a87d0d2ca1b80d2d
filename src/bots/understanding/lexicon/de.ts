// German. Longer than other files: a lexicon is data, one line per word class.
import type { Lexicon } from '../concepts.ts';

const WEEKDAYS = ['montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag', 'sonntag'];
const PARTS = ['vormittag', 'nachmittag', 'abend', 'morgen', 'mittag', 'früh'];

/** "Freitagnachmittag" is two words written as one. */
const COMPOUNDS = [
  ...WEEKDAYS.flatMap((day) => PARTS.map((part) => `${day}${part}=${day} ${part}`)),
  ...PARTS.flatMap((part) => [`${part}termin=${part} termin`, `${part}stermin=${part} termin`]),
].join('|');

export const german: Lexicon = {
  separable:
    'sage ab=cancel|sagen ab=cancel|sag ab=cancel|sagt ab=cancel|sage zu=yes|sagen zu=yes|sag zu=yes|buche um=move|buchen um=move|buch um=move|nehme wahr=come|nehmen wahr=come|nehme teil=come|komme vorbei=come|halte ein=come|trage ein=suit|tragen ein=suit|lege um=move|verlege vor=moveEarlier|ziehen vor=moveEarlier|sage bescheid=defer|sag bescheid=defer|gebe bescheid=defer|geben bescheid=notify|sagen bescheid=notify|rufen an=human|rufen zurück=human',
  contractions:
    `${COMPOUNDS}|` +
    'gehts=geht es|passts=passt es|klappts=klappt es|habs=habe es|ists=ist es|wirds=wird es|wärs=wäre es|obs=ob es|schaffs=schaffe es|hams=haben sie|aufm=auf dem|fürs=für das|ins=in das|beim=bei dem|vom=von dem|zum=zu dem|zur=zu der|im=in dem|mfg=mit freundlichen grüßen|vg=viele grüße|lg=liebe grüße|bzgl=bezüglich|vlt=vielleicht|vllt=vielleicht|viell=vielleicht|nix=nichts|nochmal=noch mal|gehtsauch=geht es auch|kanns=kann es|wanns=wann es|hdl=hallo|glaub=glaube|hätt=hätte|hab=habe|komm=komme|schaff=schaffe|nehm=nehme|möcht=möchte|brauch=brauche|könnt=könnte|würd=würde|find=finde|sag=sage|meld=melde|bestätig=bestätige|freu=freue|werd=werde|verspät=verspäte',
  words: {
    yes: 'ja|jaa|jawohl|jo|jep|jupp|jup|joa|jap|yep|jou|klar|na klar|klaro|natürlich|selbstverständlich|sicher|auf jeden fall|aber ja|absolut|gewiss|freilich|warum nicht|gerne|gern|sehr gerne|sehr gern|genau|richtig|stimmt|zusage|ich sage zu|sage zu|zugesagt|bin dabei|wir sind dabei|einverstanden|abgemacht|nehme an|angenommen|akzeptiert|akzeptiere|ja bitte|unbedingt|definitiv|aber sicher|jau|korrekt',
    fine: 'ok|okay|okey|oki|okidoki|okee|gut|sehr gut|alles klar|alles gut|prima|super|perfekt|toll|bestens|wunderbar|ausgezeichnet|geht klar|geht in ordnung|in ordnung|passt schon|kein problem|keine probleme|kein thema|ist kein problem|gar kein problem|überhaupt kein problem|keine sorge|geht schon|klingt gut|hört sich gut an|fein|verstanden|notiert|ist notiert|vermerkt|gebongt|geritzt|klasse|cool|das freut mich|hervorragend|soweit gut|läuft|machen wir so|so machen wir es|machen wir|passt prima|is gut|ist gut|spitze|top|mega|ideal|sehr schön|wie schön|na schön|wunderschön',
    no: 'sicher nicht|bestimmt nicht|natürlich nicht|absolut nicht|hat sich erledigt|hat sich schon erledigt|hat sich bereits erledigt|lass mal|nein|nain|nien|nee|nö|ne|nein danke|nein leider|nope|auf keinen fall|leider nein|auf gar keinen fall|keinesfalls|nicht möglich|absage|nicht wirklich',
    not: 'nicht nötig|ist nicht nötig|unnötig|nicht|kein|keine|keinen|keinem|keiner zeit|nie|niemals|nich|net|ned|nischt|nichts|nimmer|weder|ohne|doch nicht',
    none: 'keiner|keines|keins|keiner davon|keins davon|keine davon|keiner der|keine der|keiner von|keinen davon|keiner von beiden|keine von beiden|keins von beiden|nichts davon|beide nicht|alle nicht|weder noch|keine zeit davon|gar keiner|überhaupt keiner|kein termin|keine der zeiten|keine der optionen|nichts dabei|nichts passendes|keine passende|kein passender',
    any: 'keine präferenz|ist mir gleich|mir gleich|beide|beides|beide termine|egal|mir egal|ist mir egal|egal welcher|alle|alle drei|irgendeiner|irgendein|irgendeine|welcher auch immer|jeder|jederzeit|suchen sie aus|such dir aus|wie sie möchten|wie sie wollen|ganz gleich|beliebig|jeder davon|alle zeiten|alles passt|jeder termin|wann immer|einer der beiden|eine der beiden|einer davon|beiden',
    can: 'kann|können|könnte ich nur|kannst|schaffe|schaffen|imstande|in der lage|schaff|schafft|konnte',
    come: 'komme zu früh|kommen zu früh|komme etwas zu früh|kommen etwas zu früh|komme ein bisschen zu früh|bin zu früh|sind zu früh|bin etwas zu früh|kommen|komme|kommt|kommen wir|komm|da sein|bin da|werde da sein|sind da|dabei|erscheinen|erscheine|wahrnehmen|nehme wahr|wahr|teilnehmen|nehme teil|bis dann|bis morgen|bis dahin|bis übermorgen|bis später|bis gleich|bis nachher|wir sehen uns|sehen uns|seh uns|sehen wir uns|freue mich|freuen uns|ich freu mich|freue mich drauf|unterwegs|bin unterwegs|auf dem weg|einhalten|halte ein|hingehen|hinkommen|vorbeikommen|komme vorbei|werde kommen|es bleibt dabei|bleibt dabei|bleibe dabei|antreten|findet statt|sein|sehen',
    suit: 'passt|passen|passte|past|geht|gehen|klappt|klappen|funktioniert|würde passen|würde gehen|ginge|nehme|nehmen|nehme ich|nehmen wir|wähle|entscheide mich|buche|reserviere|hätte gern den|hätte gerne den|hätte ich gern|hätte ich gerne|würde ich nehmen|tragen sie mich|trag mich ein|eintragen|recht|ist mir recht|haut hin|hinhauen|kommt hin|liegt gut|käme gut|kommt gut|soll es sein|machbar|möglich für mich|bin frei|habe zeit|haben zeit|hätte zeit|zeit habe ich|habe ich zeit|freigehalten|das geht|annehmen|bitte den|buchen sie den|buchen sie ihn|buch den|buchen sie diesen',
    unsuit:
      'zu früh|viel zu früh|zu zeitig|keine zeit|gar keine zeit|doch keine zeit|verhindert|unmöglich|beschäftigt|verreist|unterwegs in|im urlaub|in dem urlaub|urlaub|auf reisen|auf dienstreise|dienstreise|muss arbeiten|arbeiten|arbeite|auf arbeit|auf der arbeit|bei der arbeit|besprechung|meeting|anderer termin dazwischen|einen anderen termin habe|schon etwas vor|schon was vor|bereits etwas vor|was vor|etwas vor|dazwischen gekommen|dazwischengekommen|dazwischen|schlecht|ungünstig|ganz schlecht|schon verplant|verplant|ausgebucht|nicht da|weg|notfall|abgeneigt|überschneidet|überschneidung|leider verhindert|zu knapp|schule|prüfung|klausur|schicht|spätschicht|frühschicht|fällt aus|fällt leider aus|wird nix|wird nichts|wird nicht|ungelegen',
    sick: 'krank|erkältet|fieber|grippe|corona|covid|krankenhaus|unwohl|magen darm|nicht gut|geht mir nicht gut|kränklich|angeschlagen|krankgeschrieben',
    confirm: 'bestätige|bestätigt|bestätigen|hiermit bestätige|bestätigung|bestätge|bestätigte|bestaetige|termin steht',
    keep: 'behalte|behalten|beibehalten|halte fest|festhalten|wie geplant|wie besprochen|wie vereinbart|wie abgemacht|wie gehabt|bleibt so|soll bleiben|bestehen lassen|bleibt bestehen|lassen sie ihn|bleiben|belassen',
    cancel:
      'bitte um absage|um absage|bitte um stornierung|um stornierung|absage des termins|absage meines termins|absagen|abzusagen|sage ab|sagen ab|stornieren|storniere|stornieren sie|storniert bitte|storno|zu stornieren|canceln|cancle|streichen sie den termin|termin löschen|löschen sie den termin|löschen sie meinen termin|meinen termin löschen|annullieren|annulieren|sag ab|abbestellen|absage den|absagn|abmelden von dem termin|sag bitte ab|sage bitte ab|sage leider ab|sagen sie ab|sagen sie bitte ab|stornier',
    cancelled: 'abgesagt|storniert|gestrichen|annulliert|gecancelt|ausgefallen',
    cancellation:
      'absagen von anderen|stornierung|stornierungen|stornogebühr|stornogebühren|stornierungsgebühr|absagefrist|abgesprungen|ausfall',
    move: 'verschieb|verschiebe|verschieben|verschieben sie|verschiebt|verschoben|verschiebung|zu verschieben|verlegen|verlege|verlegung|verlegt|zu verlegen|umbuchen|umzubuchen|umbuchung|buche um|ändern|zu ändern|änderung|abändern|schieben|umlegen|tauschen|wechseln|anderer termin|anderen termin|ein anderer|einen anderen|neuer termin|neuen termin|ein neuer termin|andere zeit|andere uhrzeit|anderen tag|anderer tag|ander mal|anderes mal|anderen zeitpunkt|ausweichtermin|ersatztermin|neu ansetzen|neu terminieren|alternativtermin|verschoben werden|neue uhrzeit|neue zeit',
    moveLater: 'nach hinten verschieben|nach hinten schieben|nach hinten verlegen|nach hinten',
    moveEarlier: 'vorverlegen|vorziehen|nach vorne|nach vorn|nach vorne verlegen|nach vorne ziehen|vorverlegt',
    onTime: 'rechtzeitig|pünktlich',
    book: 'termin machen|termin vereinbaren|termin ausmachen|termin buchen|termin bekommen|termin haben|termin reservieren|buchen|zu buchen|reservieren|vereinbaren|ausmachen|ausmache|einen termin|ein termin|nen termin|n termin|termin brauche|brauche termin|termin für|neuen termin vereinbaren|vorbeischauen|anmelden|vorstellen|in die sprechstunde|drankommen|dran kommen|termin bitte|termin am|weiteren termin|noch einen termin|zu einem termin|zwischenschieben|dazwischenschieben|untersuchungstermin|termin bräuchte|bräuchte termin|kontrolltermin|terminwunsch|terminanfrage|erstgespräch|einbuchen',
    visit:
      'termin|termine|besuch|sitzung|behandlung|untersuchung|sprechstunde|buchung|verabredung|terminchen|beratung|uhrzeit',
    see: 'den arzt sehen|zu dem arzt|zu der ärztin|zu dem doktor|zu dem zahnarzt|arzt sprechen',
    want: 'will|wollen|wollte gern|möchte|möchten|moechte|muss|müssen|brauche|brauchen|bräuchte|bräuchten|benötige|würde gern|würde gerne|würde|würden gerne|hätte gern|hätte gerne|hätten gerne|wünsche|suche|will ich|wünschen|müsste|müssten|sollte|gerne einen|wollen wir|interessiert|interesse',
    propose:
      'können wir|könnten wir|kann ich|könnte ich|kann man|könnte man|können sie|könnten sie|kannst du|könntest du|ist es möglich|wäre es möglich|möglich|wäre möglich|wäre|geht es|geht auch|geht vielleicht|ginge es|ginge auch|ging auch|geht denn|würde es gehen|würde es passen|würde auch|wie wäre es|wie wäre|wie wär es|wie wärs|wie sieht es aus|wie siehts aus|wie schaut es|was ist mit|besteht die möglichkeit|gibt es die möglichkeit|darf ich|dürfte ich|dürfen wir|lässt sich|ließe sich|lassen sie uns|sagen wir|machen wir es|passt ihnen|passt es ihnen|vielleicht auch|klappt es|klappt auch|würde ihnen|haben wir die möglichkeit|würden sie|evtl auch',
    prefer:
      'lieber|besser|eher|stattdessen|statt|anstatt|bevorzuge|bevorzugt|nur|ausschließlich|am besten|günstiger|am liebsten|wäre besser|idealerweise|höchstens|vorzugsweise',
    other:
      'andere|anderer|anderen|anderes|ander|anders|etwas anderes|was anderes|noch andere|andere termine|andere zeiten|weitere|weitere termine|alternativen|alternative|sonst noch|sonst',
    available:
      'frei|freie|freien|freier|freies|frei ist|verfügbar|verfügbare|verfügbarkeit|verfügbarkeiten|platz|plätze|lücke|freie termine|was frei|etwas frei|etwas|was|irgendwas|nächster freier|nächste freie|nächste freier termin|kapazität|kapazitäten|luft',
    have: 'haben sie|habt ihr|hast du|hätten sie|hättet ihr|gibt es|gäbe es|gibts|haben sie noch|ist noch|sind noch|wäre noch|hätten sie noch|habt ihr noch|ist da noch|gibt es noch|hat der|hat die praxis|hätte der',
    whichTimes:
      'welche termine|welche zeiten|welche uhrzeiten|welche tage|wann kann ich|wann könnte ich|wann können wir|wann haben sie|wann habt ihr|wann hätten sie|wann ist was|wann ist der nächste|wann wäre|wann gibt es|wann geht es|wann ginge|wann könnten sie|um wie viel uhr kann|um wieviel uhr kann|wann ist der nächste termin frei|wann ist noch|wann passt es|was haben sie|was ist noch|was ist frei|welcher termin|wann hättet ihr|wann könnte|wann ist frei|wann wird|was hätten sie|was habt ihr|wann seid ihr',
    late: 'verspäte|verspäten|verspätet|verspätung|verspaete|verspaetung|zu spät|etwas später da|später da|später dran|spät dran|zu spaet|verspätete|verspädung|komme später|komme etwas später|kommen später|kommen etwas später|komme bisschen später',
    held: 'stau|im stau|in dem stau|stehe in dem stau|verkehr|bus verpasst|zug verpasst|bahn verpasst|bahn hat|zug hat|bahn ausgefallen|zug ausgefallen|aufgehalten|werde aufgehalten',
    tooLate:
      'zu spät zu der arbeit|zu spät in die arbeit|spät dran für die arbeit|zu spät für mich|späte antwort|die späte antwort|späte rückmeldung|späte nachricht|verspätete antwort|verspätete rückmeldung|späten antwort|späten rückmeldung|so spät|zu spät um|zu spät antworte|spät antworte|so spät melde|spät melde|verspäteten antwort|verspäteten rückmeldung|verspätet antworte|verspätet melde|mir zu spät|uns zu spät|ist zu spät|ist mir zu spät|leider zu spät|wäre zu spät|wird zu spät',
    waitlist:
      'warteliste|wartelist|warte liste|nachrückliste|wartelsite|die liste|der liste|auf die liste|von der liste|nachrücker',
    add: 'setzen|setzen sie|setze|setzt|aufnehmen|nehmen sie mich|nehmt mich|tragen sie|trag|tragt|schreiben sie|schreibt|schreib|hinzufügen|rauf|drauf|draufsetzen|packen|gesetzt werden|stehen',
    remove:
      'streichen|streichen sie mich|streicht|streich|entfernen|entfernt|entferne|löschen|löscht|lösche|runter|herunter|runternehmen|nehmen sie mich von|nehmt mich von|von der|raus|austragen|abmelden|brauche nicht mehr|nicht mehr|aus der|verlassen|raus nehmen|rausnehmen',
    notify:
      'sagen sie mir bescheid|sagen sie bescheid|sag bescheid|sagt bescheid|sagt mir bescheid|sag mir bescheid|geben sie mir bescheid|gebt mir bescheid|bescheid geben|bescheid sagen|informieren sie mich|melden sie sich|meldet euch|meldet euch bitte|schreiben sie mir|schreibt mir|benachrichtigen|benachrichtigen sie|rufen sie mich an wenn|rufen sie mich an falls|kontaktieren sie mich|melden sie sich wenn|bescheid wenn|mir bescheid',
    opensUp:
      'frei wird|frei werden|freiwird|frei würde|freigeworden|abspringt|absagt|absagen wenn|ausfällt|ein platz|einen platz|ein termin frei|reinkommt|ergibt',
    anyone: 'jemand|irgendwer|wer|anderer patient|andere patienten|jemanden|patient',
    hedge:
      'vielleicht|vieleicht|vllt|eventuell|evtl|evt|möglicherweise|wahrscheinlich|vermutlich|wohl|hoffentlich|hoffe|könnte sein|kann sein|kann sein dass|es könnte|versuche|versuch|werde versuchen|mal sehen ob|unter umständen|ggf|gegebenenfalls|überlege|überlegen ob|überlege ob|müsste eventuell|wenn ich kann|eigentlich schon|theoretisch|womöglich|ich meine schon|tendenziell|voraussichtlich|zu versuchen',
    belief: 'ich glaube|glaube|ich denke|denke|schätze|ich schätze|ich fürchte|fürchte|ich befürchte|befürchte',
    unsure:
      'kann nichts versprechen|kann ich nicht versprechen|kann es nicht versprechen|nichts versprechen|kann ich nicht sagen|kann nicht sagen|kann mich nicht entscheiden|kann ich mich nicht entscheiden|weiß nicht|weiß ich nicht|weiß noch nicht|weiß ich noch nicht|keine ahnung|bin nicht sicher|nicht sicher|unsicher|bin unsicher|bin mir nicht sicher|mir nicht sicher|kommt drauf an|kommt darauf an|hängt davon ab|mal sehen|mal schauen|schauen wir mal|unklar|noch nicht sicher|verstehe nicht|verstehe ich nicht|wie bitte|hä|hm|hmm|ähm|äh|naja|unentschlossen|noch offen|kann ich noch nicht sagen|noch nicht sagen|weiß gerade nicht|schwer zu sagen|jein|nicht so sicher|was meinen sie',
    defer:
      'ich melde mich|melde mich|wir melden uns|melden uns|gebe bescheid|geb bescheid|gebe ihnen bescheid|gebe noch bescheid|sage bescheid|sag bescheid später|sage ihnen bescheid|sage noch bescheid|sage später bescheid|gebe später bescheid|gebe morgen bescheid|sage morgen bescheid|muss schauen|muss mal schauen|muss erst schauen|muss nachschauen|muss nachsehen|schaue nach|schau nach|schaue mal|muss fragen|muss erst fragen|muss noch fragen|muss abklären|kläre ab|kläre das|muss klären|muss ich klären|abklären|absprechen|abstimmen|frage meine|frage meinen|frage nach|bespreche|besprechen|rede mit|überlege es mir|überlege es|überlege mir|überlegen|überlege noch|darüber nachdenken|denke darüber nach|denke drüber nach|einen moment|moment|moment bitte|eine minute|kurz warten|warten sie|sekunde|augenblick|schaue in meinen kalender|schau in meinen kalender|kalender schauen|kalender checken|checke|check mal|checken|prüfe|prüfen|muss prüfen|bestätige später|später bestätigen|bestätige morgen|bestätige noch|rückmeldung|antworte später|antworte ihnen|schreibe ihnen|schreibe später|rufe zurück|rufe sie zurück|sobald ich|lasse es sie wissen|gebe rückmeldung|hören von mir|muss erst mit|muss noch mit|muss mit meiner|muss mit meinem|in meinem kalender|nachschauen|nachsehen|noch bescheid',
    past: 'wollte eigentlich|wollte schon|wollte erst|wollte|hätte fast|beinahe|fast|war kurz davor|hatte vor',
    ask: 'was kostet|welche|welcher|welches|welchen|wann|wo|wohin|warum|wieso|weshalb|wer ist|wie viel|wieviel|wie lange|wie lang|sollte ich|nehmen sie|akzeptieren sie|machen sie|bieten sie|ist der|ist die|ist das|ist mein|sind sie|seid ihr|darf mein|darf meine|was muss|was soll|womit|wofür|worum|bei wem|zu wem|an welcher|ist es schlimm|gibt es parkplätze|wie komme|wie heißt|was brauche|was passiert|übernimmt|muss ich etwas|muss ich was|muss ich noch|muss ich nüchtern|soll ich etwas|soll ich was|brauche ich eine|brauche ich etwas',
    fact: 'ist mein termin|ist der termin|ist das morgen|wann ist mein|wann ist der termin|wann war|habe ich einen termin|habe ich morgen|habe ich am|habe ich noch|wann habe ich|um wie viel uhr ist|um wieviel uhr ist|wann muss ich|steht mein termin|steht der termin|wann genau|haben sie geöffnet|habt ihr offen|haben sie offen|öffnungszeiten|wann öffnen|wann schließen|bis wann haben|ist es morgen|ist das am|ist das heute|ist er|stimmt der termin|welche uhrzeit ist|welche uhrzeit war|wie spät|um wie viel uhr|um wieviel uhr|an welchem tag|an welchem tag ist|bleibt es bei',
    how: 'wie|wie kann|wie kann ich|wie mache|wie geht|wie funktioniert|was passiert wenn|was muss ich tun|wie muss ich|bis wann kann|bis wann muss|wie läuft',
    human:
      'rufen sie mich an|rufen sie an|rufen sie mich bitte an|ruft mich an|ruf mich an|rufen sie mich zurück|rufen sie mich|zurückrufen|rückruf|bitte um rückruf|anrufen|mich anrufen|mit jemandem sprechen|mit einem menschen|echte person|echten menschen|mitarbeiter|mitarbeiterin|empfang|rezeption|eine frage|ich habe eine frage|frage|fragen|telefonieren|telefonisch|sprechen mit|mit jemandem|jemanden sprechen',
    thing:
      'link|webseite|website|seite|video|videosprechstunde|zoom|app|tür|klingel|telefon|e mail|email|mail|rechnung|versicherung|krankenkasse|kasse|kassen|privat|zahlung|karte|versichertenkarte|gesundheitskarte|preis|kosten|kostet|adresse|anfahrt|praxis|büro|gebäude|eingang|formular|formulare|unterlagen|rezept|medikament|medikamente|tabletten|ergebnisse|befund|befunde|laborwerte|blutabnahme|röntgenbild|überweisung|attest|krankschreibung|bescheinigung|parkplatz|parkplätze|parken|passwort|konto|kamera|mikrofon|code|begleitperson|dolmetscher|nüchtern|rollstuhl|hund|erinnerung|erinnerungen|aufzug|zuzahlung|anzahlung|quittung|schmerzen|kinderwagen',
    otherVerb:
      'erhalten|gekriegt|angekommen|finden|finde|öffnen|erinnern|hören|höre|lesen|einloggen|zugreifen|verbinden|bezahlen|verstehen|glauben|mitbringen|bringen|essen|trinken|fahren|autofahren|herunterladen|ausdrucken|sprechen|reden|schlafen|laufen|ausfüllen|schicken|erreichen|einwählen|anklicken|reinkommen',
    thanks:
      'danke|dank|danke schön|dankeschön|danke sehr|vielen dank|besten dank|herzlichen dank|tausend dank|lieben dank|vielen lieben dank|merci|danek|dnake|danke dir|danke ihnen|ich danke|bedanke mich|mit freundlichen grüßen|freundliche grüße|viele grüße|liebe grüße|beste grüße|grüße|gruß|lieber gruß|schöne grüße|mit freundlichem gruß',
    sorry:
      'sorry|entschuldigung|entschuldigen sie|entschuldige|entschuldigt|tut mir leid|tut mir sehr leid|tut uns leid|es tut mir leid|leider|leid|bedauere|bedaure|bedauerlicherweise|verzeihung|schade|pardon|oje|mist',
    please:
      'bitte|bitet|bite|pls|wenn möglich|wenn es möglich ist|wenn es geht|falls möglich|wenn das geht|wenn es passt|wenn es ihnen passt|wenn das möglich ist|wenn es recht ist|falls es geht|falls noch frei|wenn noch frei|wenn das okay ist|wenn das ok ist|wenn es ihnen recht ist|sofern möglich|wenn sie haben|wenn es klappt|falls das geht|falls das möglich ist|freundlicherweise|so nett|wenn irgendwie möglich|wenn das passt|falls verfügbar|wenn es noch frei ist|falls der noch frei ist|wenn machbar',
    greet:
      'hallo|hi|hey|guten morgen|guten tag|guten abend|moin|moin moin|servus|grüß gott|grüezi|tach|sehr geehrte|sehr geehrter|liebes team|liebe|lieber herr|hallöchen|na|herr|frau|doktor|dr|wie geht es ihnen|wie gehts|hi zusammen|hallo zusammen|team|liebes praxisteam|praxisteam|hier ist|hier|mein name ist',
    smalltalk:
      'schönen tag|einen schönen tag|schönen tag noch|schönes wochenende|ein schönes wochenende|schönen abend|schönen feierabend|gute nacht|tschüss|tschau|ciao|auf wiedersehen|wiedersehen|bis bald|ebenso|gleichfalls|ihnen auch|dir auch|frohe weihnachten|frohes neues|alles gute|haha|hahaha|lol|nichts zu danken|gern geschehen|sehr nett|nett von ihnen|lieb von ihnen|sehr freundlich|macht nichts|schöne woche|schönen tag ihnen|guten rutsch|frohe ostern|war super|gute besserung|sehr lieb|das ist lieb|das ist nett|schöne feiertage',
    texting:
      'nachrichten|nachricht|sms|smse|texte|schreiben|zu schreiben|anschreiben|zu schicken|senden|zu senden|kontaktieren|zu kontaktieren|belästigen|belästigung|benachrichtigungen|nerven|mitteilungen|verteiler|ihre liste|ihrer liste|eurer liste|erinnerungs sms|werbung',
    stop: 'hören sie auf|hört auf|hör auf|aufhören|aufzuhören|keine weiteren|nicht mehr schreiben|stoppen sie|stoppen|stopp|stop|unterlassen sie|schluss mit|möchte keine|will keine|keine mehr|nie wieder|nicht mehr erhalten|nicht mehr bekommen',
    leaveAlone:
      'falsche nummer|falsche person|falsch verbunden|verwählt|falschen nummer|die falsche nummer|falscher empfänger|lassen sie mich in ruhe|lasst mich in ruhe|lass mich in ruhe|in ruhe lassen|schreiben sie mir nicht mehr|schreibt mir nicht mehr|kontaktieren sie mich nicht|kontaktieren sie mich nicht mehr|melden sie mich ab von|abmelden von den nachrichten|keine nachrichten mehr|keine sms mehr|nehmen sie mich aus ihrem verteiler|aus dem verteiler|aus ihrem verteiler|aus eurem verteiler|löschen sie meine nummer|löscht meine nummer|meine nummer löschen|nehmen sie mich von ihrer liste|streichen sie mich von ihrer liste|nicht meine nummer|schickt mir nichts mehr|schicken sie mir nichts mehr|schicken sie mir keine|abbestellen der nachrichten|nachrichten abbestellen|sms abbestellen|von ihrer liste|von eurer liste|nicht mehr anschreiben|nicht mehr kontaktieren',
    again:
      'wieder schreiben|wieder nachrichten|nachrichten wieder|wieder sms|sms wieder|wieder anmelden|wieder kontaktieren|wieder erhalten|wieder bekommen|wieder empfangen|wieder aktivieren|wieder einschalten|reaktivieren|wieder benachrichtigen|wieder erinnern|erinnerungen wieder|wieder erinnerungen|wieder freischalten|schreiben sie mir wieder|schreibt mir wieder|wieder texten|wieder zuschicken',
    help: 'hilfe|hilf mir|helfen sie mir|infos|info|informationen|brauche hilfe',
    problem: 'problem|probleme',
    if: 'wenn|falls|sofern|ob|es sei denn|im fall|in dem fall|außer wenn',
    but: 'aber|jedoch|allerdings|sondern|außer|dafür|obwohl',
    because: 'weil|da ich|da wir|denn|deshalb|wegen|deswegen|daher|weshalb ich|also',
    correction:
      'warte|warten|halt|ich meine|meinte|ich meinte|quatsch|korrektur|ach nein|ach ne|vertan|verschrieben|sorry ich meinte|vergessen sie es|vergiss es|anders überlegt|besser gesagt|vielmehr',
    you: 'sie|ihr|ihnen|ihre|ihren|du|dir|dich|euch|euer',
    me: 'ich|mir|mich|mein|meine|meinen|meinem|meiner|wir|uns|unser|unsere|unseren',
    option: 'option|nummer|nr|vorschlag|variante|auswahl|möglichkeit|terminvorschlag|opt',
    oneOf: 'davon|der vorgeschlagenen|von denen',
    middle: 'der mittlere|den mittleren|die mittlere|das mittlere|mittlere|mittleren',
    earliest:
      'der früheste|den frühesten|die früheste|frühester|frühesten|der frühe|den frühen|den frühen termin|der frühere|den früheren|die frühere|frühere',
    latest:
      'so spät wie möglich|möglichst spät|der späteste|den spätesten|die späteste|spätesten|den späten|den späten termin|der spätere|den späteren|die spätere|spätere',
    for: 'für',
    with: 'mit',
    last: 'letzte|letzter|letzten|letztes|der letzte|den letzten|die letzte',
    oclock: 'uhr|uhrh|h|ur',
    half: 'halben|halbe',
    halb: 'halb|halber',
    article: 'ein|eine|einer|einem|einen|nen',
    quarter: 'viertel|virtel',
    threequarter: 'dreiviertel',
    noon: 'mittag|mittags|zu mittag|zwölf uhr mittags|am mittag|in der mittagspause|mittagszeit',
    midnight: 'mitternacht',
    at: 'um|gegen|so um|ca|circa|etwa|ungefähr|zirka|so gegen|kurz nach',
    on: 'am|an|an dem',
    the: 'der|die|das|den|dem|des|dieser termin|diesem',
    of: 'von|vom',
    in: 'in',
    to: 'zu',
    after: 'nach|ab|frühestens|frühestens um|erst nach|erst ab|nicht vor|später als|von ab|nachdem',
    before: 'vor|spätestens|spätestens um|früher als|nicht später als|bis spätestens',
    between: 'zwischen',
    from: '',
    until: 'bis',
    or: 'oder|od|bzw|oder auch|alternativ',
    and: 'und|u|sowie|auch|außerdem',
    next: 'nächste|nächsten|nächster|nächstes|nächst|naechste|naechsten|kommende|kommenden|kommender|kommendes|nächter|nächten',
    this: 'diese|diesen|dieser|dieses',
    same: 'gleiche|gleichen|selbe|selben|gleicher|derselben|dieselbe|zur gleichen|zur selben|gleich|zu der gleichen|zu der selben',
    later:
      'in dem neuen jahr|nächstes jahr|nach den feiertagen|nach weihnachten|nach ostern|nach den ferien|nach dem urlaub|später|spaeter|spätr|nachher|danach|hinterher',
    earlier: 'früher|frueher|eher dran|zeitiger|vorher|früherer|früheren|früheres',
    soon: 'so bald wie möglich|sobald wie möglich|so schnell wie möglich|schnellstmöglich|baldmöglichst|möglichst bald|möglichst schnell|dringend|asap|so früh wie möglich|möglichst früh|sofort|bald|zeitnah|schnell|frühestmöglich|ehestmöglich|sobald möglich',
    weekend: 'wochenende|am wochenende|we',
    weekAfterNext:
      'übernächste woche|uebernächste woche|übernächster woche|übernächsten woche|woche drauf|woche darauf',
    inEight: 'in acht tagen',
    tonight: 'heute abend|heut abend|heute nacht',
    glue: 'erst|ganz|gleich früh|so|irgendwann|im laufe|laufe|den ganzen|ganztags|tagsüber|zeit|anfang|ende|mitte|noch|schon|punkt|jeweils',
    plain:
      'es|er|ist|bin|sind|war|waren|wird|werden|werde|hat|haben|habe|hatte|hatten|man|auf|aus|bei|durch|über|unter|mehr|sehr|mal|doch mal|denn doch|hin|her|da|dort|dann|nun|jetzt|gerade|immer|wieder|wenig|viel|viele|vor allem|ganz gut|zwar|ja auch|mein sohn|meine tochter|sohn|tochter|kind|kinder|mann|frau meine|mutter|vater|mama|papa|chef|chefin|auto|bus|zug|bahn|haus|hause|zu hause|kita|familie|jahr|jahre|mal wieder|machen|mache|macht|tun|sagen|sage|sagt|geben|gebe|gibt|sehen sie|wissen|weiß|denken|halten|steht|liegt|bekommen|bekomme|gegeben|gemacht|diesmal|letztes mal|das letzte mal|letzte woche|beim letzten mal|nächstes mal|beim nächsten mal|das nächste mal|zeiten|sache|sachen|kleine|kleiner|große|neue|neuer|alt|name|vorname|nachname|mir ist|mich mal|damit|dazu|wegen der|trotzdem|eigentlich|irgendwie|zumindest|wenigstens|einfach|leider auch|soweit|sonst nichts|an sich|besonders|deutlich|wirklich|noch immer|welche auch|zu dieser zeit|zu der zeit|an dem tag|an diesem tag|diese zeit|dieser zeit|den kindern|vorbei|oder so|bei mir|bei uns|für mich|für uns|von mir|von uns|mit mir|sie mir|zu mir|gehört|gesehen|freundlich|ihnen gerne|nacht|kalender|handy|stadt|arzt|arzthelferin|doch|überall',
  },
  numbered: {
    number: {
      1: 'eins',
      2: 'zwei|zwo',
      3: 'drei',
      4: 'vier',
      5: 'fünf',
      6: 'sechs',
      7: 'sieben',
      8: 'acht',
      9: 'neun',
      10: 'zehn',
      11: 'elf',
      12: 'zwölf',
      13: 'dreizehn',
      14: 'vierzehn',
      15: 'fünfzehn',
      16: 'sechzehn',
      17: 'siebzehn',
      18: 'achtzehn',
      19: 'neunzehn',
      20: 'zwanzig',
      25: 'fünfundzwanzig',
      30: 'dreißig',
      35: 'fünfunddreißig',
      40: 'vierzig',
      45: 'fünfundvierzig',
      50: 'fünfzig',
    },
    ordinal: {
      1: 'erste|ersten|erster|erstes|estre|erte|1te|1ten',
      2: 'zweite|zweiten|zweiter|zweites|zwiete|zweitens|2te|2ten|zwote',
      3: 'dritte|dritten|dritter|drittes|3te|3ten|dirtte',
      4: 'vierte|vierten|vierter|viertes|4te|4ten',
      5: 'fünfte|fünften|5te',
      6: 'sechste|sechsten',
      7: 'siebte|siebten',
      8: 'achte|achten',
      9: 'neunte|neunten',
      10: 'zehnte|zehnten',
    },
    weekday: {
      1: 'montag|montg|montga',
      2: 'dienstag|dienstg|diensttag|deinstag',
      3: 'mittwoch|mittwch|mitwoch|mittowch',
      4: 'donnerstag|donnerstg|donerstag|donnertag|donnestag',
      5: 'freitag|freitg|fretag|feitag',
      6: 'samstag|samstg|sonnabend|samsatg',
      7: 'sonntag|sontag',
    },
    habitday: {
      1: 'montags',
      2: 'dienstags',
      3: 'mittwochs',
      4: 'donnerstags',
      5: 'freitags',
      6: 'samstags',
      7: 'sonntags',
      8: 'unter der woche|wochentags|an wochenenden|werktags',
    },
    shortday: { 1: 'mo', 2: 'di', 3: 'mi', 4: 'do', 5: 'fr', 6: 'sa' },
    month: {
      1: 'januar|jan|jänner',
      2: 'februar|feb',
      3: 'märz|maerz|mrz',
      4: 'april|apr',
      5: 'mai',
      6: 'juni|jun',
      7: 'juli|jul',
      8: 'august|aug',
      9: 'september|sept|sep',
      10: 'oktober|okt',
      11: 'november|nov',
      12: 'dezember|dez',
    },
    part: {
      0: 'vormittag|am vormittag|am morgen|in der früh|früh|morgens in der früh|vormitag',
      1: 'nachmittag|am nachmittag|nachmitag|nahcmittag|nachmittg',
      2: 'abend|am abend|abnd',
    },
    habit: {
      0: 'vormittags|morgens|in den morgenstunden|frühs',
      1: 'am späten nachmittag|später nachmittag|nachmittags|am frühen nachmittag',
      2: 'am ende des tages|abends|nach der arbeit|nach feierabend|nach der schule',
    },
    relday: {
      0: 'heute|heut|huete',
      1: 'morgen|mogen|morgn|moregn|morgne',
      2: 'übermorgen|uebermorgen|übermorgn',
    },
    unit: {
      1: 'minute|minuten|min|mins|minütchen|minuen|minutn',
      15: 'viertelstunde',
      45: 'dreiviertelstunde',
      60: 'stunde|stunden|std|stündchen',
      1440: 'tag|tage|tagen',
      10080: 'woche|wochen',
      43200: 'monat|monate|monaten',
    },
  },
};
