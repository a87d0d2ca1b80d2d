// French. Longer than other files: a lexicon is data, one line per word class.
import type { Lexicon } from '../concepts.ts';

export const french: Lexicon = {
  contractions:
    'jai=j ai|jarrive=j arrive|jarriverai=j arriverai|cest=c est|jserai=je serai|jpeux=je peux|jpe=je peux|jpeu=je peux|daccord=d accord|dacord=d accord|dac=d accord|svp=s il vous plait|stp=s il te plait|rdv=rendez vous|rendezvous=rendez vous|mtn=maintenant|auj=aujourd hui|aujourdhui=aujourd hui|ajd=aujourd hui|apm=apres midi|aprem=apres midi|aprèm=apres midi|pb=probleme|pbm=probleme|bjr=bonjour|bsr=bonsoir|slt=salut|mrc=merci|dsl=desole|dsle=desole|qd=quand|ds=dans|jme=je me|jsuis=je suis|chuis=je suis|nan=non|pr=pour|bcp=beaucoup|jaimerais=j aimerais|jattends=j attends|jannule=j annule|jaccepte=j accepte|au=a le|aux=a les|du=de le|tjs=toujours|tkt=pas de souci|jviens=je viens|nimporte=n importe|jpourrai=je pourrai|pk=pourquoi|pq=pourquoi|vs=vous',
  words: {
    yes: 'oui|ouii|ouais|ouaip|ui|wi|si si|bien sûr|absolument|tout à fait|certainement|évidemment|volontiers|affirmatif|exactement|exact|pourquoi pas|j accepte|accepté|avec plaisir|sans problème oui|carrément|bien entendu|oui oui|mais oui|comptez sur moi|vous pouvez compter sur moi|marché conclu|je prends|c est bien ça|sans faute|ouep',
    fine: 'd accord|ok|okay|oki|okey|parfait|parfaite|très bien|bien|super|génial|excellent|impeccable|nickel|entendu|c est bon|c est noté|noté|bien noté|bien reçu|reçu|ça roule|ça marche|ça me va|cela me va|ça nous va|ça va|pas de problème|pas de souci|pas de soucis|aucun problème|aucun souci|sans souci|sans problème|y a pas de souci|il n y a pas de problème|il n y a pas de souci|top|cool|c est parfait|c est ok|c est bien|formidable|ravi|ravie|merveilleux|chouette|vendu|tout est bon|c est good|bon|ça joue|n est pas un problème|ce n est pas un problème|c est pas un problème|est pas un problème|adjugé|ne vous inquiétez pas|vous inquiétez pas|ne t inquiète pas|t inquiète',
    no: 'certainement pas|bien sûr que non|sûrement pas|plus la peine|n est plus la peine|n est plus nécessaire|non|nan|non merci|pas du tout|surtout pas|négatif|nn|absolument pas|pas possible|malheureusement non|hélas non|sans façon',
    not: 'pas besoin de|pas besoin d|pas la peine de|pas la peine d|inutile de|inutile d|n est pas nécessaire de|n est pas nécessaire d|pas|ne|n|plus du tout|jamais|ni|ne plus|plus besoin',
    none: 'aucun|aucune|aucun des deux|aucune des deux|aucun des trois|aucune des trois|aucun de ces|aucune de ces|aucun de ceux|aucune de celles|ni l un ni l autre|ni l une ni l autre|rien ne me|rien|pas un seul|aucun d eux|aucune d elles|aucun horaire|aucun créneau|aucune date',
    any: 'pas de préférence|sans préférence|aucune préférence|n importe|n importe lequel|n importe laquelle|n importe quand|n importe quel|n importe quelle|peu importe|les deux|les trois|tous|toutes|tous les deux|toutes les deux|l un ou l autre|l une ou l autre|ça m est égal|m est égal|égal|comme vous voulez|comme vous préférez|à vous de voir|à vous de choisir|indifférent|au choix|tout me va|les deux me vont|tous me|a le choix|l un des deux|l une des deux|indifféremment|quand vous voulez',
    can: 'peux|peut|pouvons|pouvoir|pourrai|pourrons|pourra|puis|arrive à|arriverai pas|en mesure|suis en mesure',
    come: 'j arrive trop tôt|j arrive un peu trop tôt|j arriverai trop tôt|arrivons trop tôt|venir|viens|vient|venons|viendrai|viendrons|viendra|serai là|sera là|serons là|serai présent|serai présente|serons présents|sera présent|sera présente|suis là|y serai|y serons|y sera|serai bien là|être là|être présent|être présente|présent|présente|on se voit|à bientôt|à demain|à tout à l heure|à plus|on y sera|j y vais|j y suis|j irai|y aller|m y rendre|me rendre|honorer|assister|me présenter|me présenterai|me déplacer|passerai|passer|en route|j arrive|ferai|faire ce|je viens|viens bien|bien là|toujours partant|partant|partante|toujours bon pour|toujours ok|être a le rendez vous|serai a le rendez vous|serai a le rdv|rendez vous tenu|maintenant ou|a mon rendez vous|à notre rendez vous|à ce rendez vous|a le rendez vous|hâte',
    suit: 'convient|conviennent|conviendrait|marche|marchent|va bien|vont bien|me va|me vont|nous va|nous vont|arrange|m arrange|nous arrange|me convient|nous convient|colle|je choisis|choisis|je prendrai|prendrai|prends|je garde|optons|opte|j opte|mettez moi|réservez moi|réservez le|réservez la|je veux bien|va pour|allons y|ira|irait|lui va|lui convient|je retiens|je sélectionne|partons sur|on part sur|est possible pour moi|suis disponible|sommes disponibles|suis libre|sommes libres|dispo|suis dispo|bon pour moi|bonne pour moi|fonctionne|j aimerais celui|j aimerais celle|je vais prendre|je valide celui|je valide le|je valide la|bloquez le|bloquez la',
    unsuit:
      'trop tôt|bien trop tôt|pas le temps|n ai pas le temps|n avons pas le temps|rater|manquer|louper|occupé|occupée|pris|prise|indisponible|indisponibles|empêchement|un empêchement|empêché|empêchée|impossible|absent|absente|en voyage|en déplacement|en vacances|au travail|je travaille|travaille|dois travailler|boulot|réunion|une réunion|cours|j ai cours|examen|un contretemps|contretemps|un imprévu|imprévu|autre rendez vous|un autre rendez vous|autre engagement|coincé a le travail|compliqué|urgence|une urgence|trop compliqué|mal|déjà pris|déjà prise|autre chose de prévu|déjà quelque chose',
    sick: 'malade|malades|fièvre|grippe|covid|gastro|hôpital|souffrant|souffrante|rhume|pas bien|angine|me sens mal|me sens pas bien',
    confirm:
      'confirme|je confirme|confirmée|confirmer|confirmons|confirmation|valide|je valide|comfirme|confime|confrime|c est confirmé|on confirme',
    keep: 'garde|garder|maintiens|maintenir|je maintiens|maintenu|conserve|conserver|gardez|laissez comme|comme prévu|comme convenu|comme d habitude|tel quel|toujours d actualité|toujours bon|gardons|on garde|on maintient|rien ne change|ne changez rien|laisser comme',
    cancel:
      'annuler|annule|annulez|annulons|annulation svp|j annule|annulé svp|l annuler|annuller|anuler|anulle|anulez|annulerai|décommander|décommande|décommandez|supprimer mon rendez vous|supprimer le rendez vous|supprimez mon rendez vous|supprimez le rendez vous|supprimer ce rendez vous|être annulé|soit annulé',
    cancelled: 'annulée|annulés|annulant|est annulé|ai annulé|a été annulé',
    cancellation:
      'annulation|annulations|désistement|désistements|désiste|conditions d annulation|frais d annulation|se désiste|un désistement',
    move: 'déplacer|déplace|déplacez|déplaçons|décaler|décale|décalez|décalons|décalage|décaller|changer|change|changez|changement|changeons|reporter|reporte|reportez|reportons|report|modifier|modification|modifiez|reprogrammer|reprogrammez|replanifier|une autre date|une autre heure|un autre jour|un autre horaire|un autre créneau|un autre moment|autre date|autre heure|autre jour|autre horaire|autre créneau|autre moment|nouvelle date|nouveau créneau|nouvel horaire|remettre à|remettre|refixer|convenir d une autre|échanger',
    moveLater: 'repousser|repousse|repoussez|reculer|repousser le rendez vous|repousser mon rendez vous',
    moveEarlier: 'avancer|avancez|avance le|avancer le rendez vous|avancer mon rendez vous',
    onTime: 'à l heure|a temps|ponctuel',
    book: 'prendre rendez vous|prendre un rendez vous|réserver|réserve|réservez|réservation|un rendez vous|rendez vous pour|prendre un rdv|avoir un rendez vous|obtenir un rendez vous|fixer un rendez vous|fixer|planifier|programmer|caler|nouveau rendez vous|un nouveau rendez vous|prendre date|demander un rendez vous|souhaite un rendez vous|voudrais un rendez vous|me recevoir|me prendre|inscrire à|booker|bloquer|bloquer un créneau|prise de rendez vous|une consultation|consulter un médecin|d un rendez vous|prendre une consultation|un autre rendez vous pour',
    visit: 'rendez vous|consultation|visite|séance|créneau|créneaux|examen médical|horaire|place',
    see: 'voir le docteur|voir le médecin|voir un médecin|voir le dentista|voir le dentiste|voir un dentiste|consulter le|consulter le docteur|voir la docteure',
    want: 'veux|voudrais|voudrions|souhaite|souhaiterais|souhaitons|aimerais|aimerions|dois|devons|devrai|besoin|ai besoin|faut|il faut|faudrait|il me faut|il me faudrait|il nous faut|désire|cherche|je vais|on va|je cherche|obligé|obligée|contraint|contrainte|vais devoir|veut|envie|intéressé|intéressée|m intéresse',
    propose:
      'peut on|pouvons nous|pourrions nous|pourrait on|pourriez vous|pouvez vous|vous pouvez|vous pourriez|est il possible|serait il possible|c est possible|est ce possible|possible|possibilité|on peut|on pourrait|puis je|pourrais je|est ce que je peux|est ce que je pourrais|est ce qu on peut|est ce qu on pourrait|est ce que vous pouvez|est ce que vous pourriez|est ce que c est possible|est ce possible de|que diriez vous|et si|plutôt possible|pourrais tu|peux tu|serait ce possible|ce serait possible|ça serait possible|y a t il moyen|il y a moyen|moyen de|on fait|disons|on dit|on met|mettons|est ce qu il serait possible|serait possible|je pourrais',
    prefer:
      'plutôt|préfère|préférerais|préférerait|préférence|de préférence|mieux|mieux pour moi|à la place|a le lieu de|au lieu de|seulement|uniquement|que le|arrangerait|m arrangerait|nous arrangerait|arrange mieux|m arrange mieux|serait mieux|préférable|préférons|ne peux que|idéalement',
    other:
      'autre|autres|différent|différente|autre chose|d autres|d autres horaires|d autres créneaux|d autres dates|d autres disponibilités|autres disponibilités|autres créneaux|autres horaires|alternative|alternatives|sinon',
    available:
      'de quoi|disponible|disponibles|disponibilité|disponibilités|dispos|libre|libres|de libre|de disponible|de la place|des places|créneaux libres|quelque chose|prochain rendez vous disponible|place libre|places|prochaine disponibilité|plages|trou|un trou',
    have: 'avez vous|vous avez|auriez vous|y a t il|il y a|il vous reste|reste t il|il reste|vous reste t il|est ce que vous avez|est ce qu il y a|est ce que vous auriez|avez|auriez|y aurait il|est ce qu il reste|y a|vous auriez|est ce qu il vous reste|as tu|t as',
    whichTimes:
      'quels horaires|quels créneaux|quelles disponibilités|quelles sont vos disponibilités|quelles heures|quels jours|quelles dates|quand puis je|quand pourrais je|quand pouvez vous|quand avez vous|quand êtes vous|quand est ce que je peux|à quelle heure puis je|à quelle heure pouvez vous|quand peut on|quels sont vos horaires disponibles|quelles sont les disponibilités|quels sont les créneaux|quand auriez vous|quand serait le prochain|quel est le prochain|quelle est la prochaine|quand est le prochain|quand pourriez vous|quel créneau|quel jour avez vous|quels sont vos créneaux|quelles sont les dates|vos disponibilités|vos dispos|quand est ce possible|quelles sont vos prochaines|quand est la prochaine disponibilité|quand est ce que vous avez',
    late: 'retard|en retard|être en retard|serai en retard|du retard|un peu de retard|retardé|retardée|retarder|à la bourre|arriverai en retard|arrive en retard',
    held: 'bouchons|bouchon|embouteillages|embouteillage|dans les bouchons|coincé dans|coincée dans|bloqué dans|bloquée dans|circulation|trafic|raté le bus|raté mon bus|raté mon train|raté le train|train est en|métro bloqué|manqué mon train|manqué le bus',
    tooLate:
      'en retard pour le travail|en retard a le travail|en retard a le boulot|en retard à l école|en retard pour le boulot|trop tard|réponse tardive|répondre tard|réponds tard|répondre si tard|tardive|désolé de répondre tard|retard de ma réponse|le retard de réponse|retard pour répondre|répondre en retard|répondre avec retard|réponse en retard|retard dans ma réponse|si tard',
    waitlist:
      'liste d attente|liste attente|la liste d attente|la liste|file d attente|liste d annulation|liste des désistements|liste d atente|sur liste',
    add: 'ajouter|ajoutez|ajoutez moi|ajoute|mettre|mettez moi sur|mettez|me mettre|inscrire|inscrivez|inscrivez moi|m inscrire|m ajouter|être sur|rejoindre|placer|placez|figurer|être mis|être ajouté',
    remove:
      'enlever|enlevez|enlève|retirer|retirez|retire|m enlever|me retirer|supprimer|supprimez|sortir|sortez|désinscrire|désinscrivez|me désinscrire|quitter|ôtez|ôter|rayer|rayez|effacer|effacez|plus être|ne veux plus|plus sur|ne souhaite plus|de quitter',
    notify:
      'prévenez|prévenez moi|prévenir|me prévenir|avertissez|avertissez moi|m avertir|faites moi signe|faites moi savoir|dites moi|tenez moi|contactez moi|écrivez moi|appelez moi si|appelez moi en|informez moi|me contacter si|me tenir|envoyez moi un sms si|signalez moi',
    opensUp: 'se libère|se libèrent|libère|une place|un créneau|se présente|place se|plus tôt se|un rendez vous se',
    anyone: 'quelqu un|un patient|une autre personne|quelqun|d autre',
    hedge:
      'peut être|peutetre|ptet|probablement|sans doute|éventuellement|j espère|espère|il se peut|il est possible que|risque|je risque|possible que|normalement|en principe|j essaierai|j essaie|essayer|essaierai|essaye|si je peux|je songe|j envisage|envisage|j hésite|on verra si|pas certain|a priori|je devrais pouvoir|pourrais devoir|pourrait|devrais',
    belief: 'je pense|pense|je crois|crois|je suppose|suppose|il me semble|je crains|j ai peur',
    unsure:
      'ne peux pas promettre|peux pas promettre|ne peux rien promettre|peux rien promettre|ne promets rien|promets rien|ne peux rien garantir|ne saurais dire|ne peux pas dire|n arrive pas à choisir|hésite entre|n arrive pas à me décider|je ne sais pas|je sais pas|j sais pas|ne sais pas|sais pas|chais pas|aucune idée|pas sûr|pas sûre|pas certaine|ça dépend|cela dépend|dépend|je ne suis pas sûr|on verra|on verra bien|à voir|ne comprends pas|comprends pas|je ne sais plus|ne sais pas encore|sais pas encore|euh|hum|bof|je ne sais pas encore|j en sais rien',
    defer:
      'je vous redis|je te redis|vous redis|redis|je reviens vers vous|reviens vers vous|reviens vers|reviendrai vers vous|je vous tiens a le courant|tiens a le courant|vous tiens|vous tiendrai|je vous dirai|vous dirai|je vous dis|je vous confirme plus tard|je vous confirmerai|vous confirmerai|confirmerai|je confirme plus tard|confirme plus tard|je confirmerai|vous confirme demain|vous confirme ce soir|vous confirme dès|je regarde|regarder mon|regarde mon|je vérifie|vérifier|vérifie|je dois voir|dois voir|dois vérifier|dois regarder|dois demander|je demande à|laissez moi|un instant|un moment|une minute|une seconde|deux minutes|je réfléchis|réfléchir|réfléchis|y réfléchir|vous réponds|je réponds plus tard|vous répondrai|je vous rappelle|vous rappelle|vous rappellerai|vous recontacte|je vous recontacterai|recontacte|vous fais signe|ferai signe|vous préviens|vous préviendrai|en parler à|parler à mon|parler à ma|parle à mon|vois avec|voir avec|consulter mon agenda|consulte mon agenda|consulter mon planning|dès que je sais|dès que possible je vous|vous donne une réponse|donnerai une réponse|vous écris plus tard',
    past: 'allais|voulais|j allais|failli|j ai failli|était censé|pensais',
    ask: 'quel|quelle|quels|quelles|quand|pourquoi|qui|que dois je|qu est ce|qu est ce que|combien|est ce que|faut il|dois je|doit on|y a t il un|acceptez vous|prenez vous|est ce remboursé|est ce que je dois|est ce qu il faut|c est combien|c est où|avec qui|sont ils|faites vous|êtes vous|remboursé|quelle adresse|à quelle adresse|où est|où êtes|où se|où puis je|où dois je|où se trouve|où peut on|où vous|où faut|vous êtes où|quoi',
    fact: 'est ce bien|est ce que c est bien|c est à quelle heure|c est quand|à quelle heure est|à quelle heure est mon|quand est mon|quel jour est|quel jour est mon|est ce que mon|est ce que j ai|ai je|ai je un|j ai bien|ai je bien|mon rendez vous est|à quelle heure ouvrez|êtes vous ouverts|êtes vous ouvert|vos horaires d ouverture|horaires d ouverture|ouvrez vous|fermez vous|à quelle heure fermez|c est à quelle|toujours prévu|est toujours|est il toujours|quand ai je|c est quel jour|à quelle heure j ai|à quelle heure dois je|quand est ce que j ai',
    how: 'comment|comment faire|comment puis je|comment est ce que|comment on|que se passe t il|politique|procédure|comment ça|comment fait on',
    human:
      'appelez moi|pouvez vous m appeler|pourriez vous m appeler|m appeler|me rappeler|rappelez moi|parler à quelqu un|parler à une personne|parler à|vraie personne|un humain|conseiller|conseillère|secrétaire|secrétariat|accueil|standard|une question|j ai une question|question|questions|joindre|vous joindre|quelqu un peut|parler avec',
    thing:
      'lien|site|vidéo|visio|zoom|application|appli|porte|interphone|téléphone|mail|email|e mail|courriel|facture|mutuelle|assurance|paiement|carte|carte vitale|prix|tarif|tarifs|coût|coûte|adresse|cabinet|bureau|bâtiment|entrée|formulaire|ordonnance|médicament|médicaments|traitement|résultats|analyses|prise de sang|radio|radios|irm|compte rendu|certificat|attestation|arrêt de travail|parking|garer|stationner|mot de passe|compte|caméra|micro|code|accompagnant|interprète|jeun|à jeun|documents|papiers|fauteuil roulant|chien|rappel|rappels|acompte|remboursement|devis',
    otherVerb:
      'rien reçu|pas reçu|rien vu|trouver|trouve|retrouver|retrouve|ouvrir|rappeler de|souvenir|souviens|entendre|entends|lire|accéder|connecter|me connecter|payer|comprendre|croire|apporter|amener|voir le|voir la|voir mon|manger|boire|conduire|télécharger|imprimer|parler|téléphoner|appeler|dormir|marcher jusqu|remplir|envoyer|me garer|localiser',
    thanks:
      'merci|merci beaucoup|mille mercis|merci bien|un grand merci|mercii|merci à vous|remercie|je vous remercie|cordialement|bien cordialement|bien à vous|mreci|merki|mecri|sincèrement|merci d avance|grand merci',
    sorry:
      'désolé|désolée|pardonnez moi|excusez moi|excuse moi|excusez|mes excuses|toutes mes excuses|navré|navrée|malheureusement|hélas|dommage|je regrette|regrette|je m excuse|m excuse|m en excuse',
    please:
      's il vous plait|s il te plait|si possible|si c est possible|si cela est possible|si vous pouvez|si cela vous convient|si vous voulez bien|si ça vous va|si cela vous va|si ça ne vous dérange pas|si cela ne vous dérange pas|si vous avez|si c est bon pour vous|si c est encore possible|si encore disponible|s il y a de la place|s il reste de la place|merci de bien vouloir|veuillez|si disponible|si ça vous convient|si c est disponible|si vous êtes disponible',
    greet:
      'bonjour|bonsoir|salut|coucou|hello|hey|re bonjour|madame|monsieur|docteur|docteure|bonjour à vous|comment allez vous|ça va bien|j espère que vous allez bien|allô|messieurs|mesdames|chère|cher',
    smalltalk:
      'bonne journée|bonne soirée|bonne fin de journée|bon week end|bon weekend|belle journée|belle soirée|bonne nuit|au revoir|a le revoir|à la prochaine|bonne année|joyeux noël|bonnes fêtes|bonne continuation|de rien|à vous aussi|vous aussi|de même|pareillement|également|haha|mdr|lol|ptdr|bises|bisous|bon courage|bonnes vacances|bon après midi|bonne semaine|bonne fin de semaine|c est gentil|très gentil|trop gentil|super sympa|j adore|bon dimanche|félicitations|bravo',
    texting:
      'messages|message|textos|texto|sms|m écrire|écrire|m envoyer|envoyez|envoi|contacter|me contacter|contactez|déranger|me déranger|notifications|spam|harceler|vos listes|votre liste|de votre liste|votre fichier|vos fichiers|mailing',
    stop: 'arrêtez|arrêter|arrête|arrêtez de|cessez|cesser|stop|stoppez|plus de messages|plus de sms|plus recevoir|ne veux plus recevoir|ne souhaite plus recevoir|assez|désabonner|désabonnez|désabonnement|désinscription',
    leaveAlone:
      'mauvais numéro|faux numéro|mauvaise personne|erreur de numéro|vous vous êtes trompé|vous vous trompez|trompé de numéro|trompez de numéro|pas le bon numéro|pas mon numéro|laissez moi tranquille|fichez moi la paix|ne m écrivez plus|ne me contactez plus|ne m envoyez plus|me désabonner|désabonnez moi|désinscrivez moi de|me désinscrire de vos|se désabonner|retirez moi de votre liste|enlevez moi de votre liste|supprimez moi de votre liste|supprimez mon numéro|effacez mon numéro|retirez mon numéro|désinscrivez moi|ne plus recevoir|plus recevoir de messages|plus recevoir vos|foutez moi la paix',
    again:
      'de nouveau m envoyer|à nouveau m envoyer|de nouveau m écrire|de nouveau me contacter|me recontacter|recevoir à nouveau|à nouveau des messages|à nouveau les messages|de nouveau des messages|de nouveau les messages|réabonner|réabonnez|me réabonner|réinscrire|réinscrivez|reprendre les messages|reprenez les messages|réactiver|réactivez|recevoir de nouveau|à nouveau recevoir|de nouveau recevoir|m écrire à nouveau|m écrire de nouveau|réécrire|recommencer à m|recommencez à m|renvoyez moi des|remettez les messages|à nouveau vos messages|à nouveau vos sms|à nouveau les sms|à nouveau des sms',
    help: 'aide|aidez moi|aide moi|au secours|à l aide|besoin d aide|renseignements|infos|info|informations|information',
    problem: 'problème|souci|soucis',
    if: 'si|si jamais|a le cas où|au cas où|en cas|à moins|sauf si|si quelqu un',
    but: 'mais|cependant|par contre|toutefois|sauf|excepté|en revanche|pourtant',
    because: 'car|parce que|parce qu|puisque|puisqu|comme j ai|comme je|à cause|vu que|étant donné|donc|du coup|alors',
    correction:
      'attendez|attends|en fait|finalement|je voulais dire|enfin non|je rectifie|pardon je|erreur de ma part|je me suis trompé|je me suis trompée|oubliez|oublie|changé d avis|plutôt dire|je veux dire',
    you: 'vous|votre|vos|tu|ton|ta',
    me: 'je|j|me|m|moi|mon|ma|mes|nous|notre|nos|on',
    option: 'option|numéro|num|n°|choix|proposition|l option|le numéro|créneau numéro',
    oneOf: 'celui|celle|celui de|celle de|celui du|celui de le',
    middle: 'celui de le milieu|celle de le milieu|du milieu|de le milieu|a le milieu|le milieu',
    earliest: 'le plus tôt|la plus tôt',
    latest: 'le plus tard possible|le plus tard|la plus tard',
    for: 'pour',
    with: 'avec',
    last: 'dernier|dernière|dernié|derniers',
    oclock: 'heure|heures|h|heurs',
    half: 'demi|demie',
    article: 'un|une',
    quarter: 'quart|le quart|un quart',
    minus: 'moins|moin',
    noon: 'midi|à midi',
    midnight: 'minuit',
    at: 'à|vers|aux alentours de|environ|autour de|vers les',
    on: 'le|la|en|ce le|l',
    the: 'les|cette fois',
    of: 'de|d',
    in: 'dans|d ici',
    to: 'jusque',
    after: 'après|à partir de|plus tard que|passé|passées|dès|après les|pas avant',
    before: 'avant|avant les|plus tôt que|pas après|a le plus tard à',
    between: 'entre',
    from: 'depuis',
    until: 'jusqu à|jusqu',
    or: 'ou|ou bien|ou alors|ou sinon|soit',
    and: 'et|aussi|puis aussi|ainsi que',
    next: 'prochain|prochaine|prochains|suivant|suivante|qui vient|d après|en huit jours',
    this: 'ce|cet|cette',
    same: 'même|la même|le même',
    later:
      'l année prochaine|l an prochain|après les fêtes|après les vacances|après noël|plus tard|plus tar|après ça|ultérieurement|plus tardif',
    earlier: 'plus tôt|plus to|avant ça|de meilleure heure',
    soon: 'dès que possible|a le plus vite|le plus vite possible|le plus rapidement possible|le plus tôt possible|a le plus tôt|urgent|en urgence|rapidement|aussi vite que possible|aussitôt que possible|asap|vite',
    weekend: 'week end|weekend|wk|ce week end|le week end',
    weekAfterNext:
      'semaine d après la prochaine|la semaine d après la prochaine|semaine suivant la prochaine|dans deux semaines la semaine|deux semaines la semaine',
    inEight: 'en huit',
    tonight: 'ce soir|cette nuit',
    glue: 'début|fin|courant|dans la|tôt|plutôt vers|pile|précises|tapantes|en début|en fin|journée|dans le courant|n importe quelle heure|a le',
    plain:
      'est|c|ai|suis|sommes|êtes|sont|être|était|sera|a été|as|ont|avoir|eu|serait|ça|cela|ceci|ici|la bas|y|se|s|qu|que|qui est|il|elle|ils|elles|lui|leur|son|sa|ses|très|trop|peu|beaucoup|bien que|tout|toute|toutes les|encore|déjà|toujours|fois|chaque|faire|fais|fait|dire|dis|dit|voir|vois|savoir|sais|mettre à|mon fils|ma fille|fils|fille|enfant|enfants|mari|femme|mère|père|maman|papa|famille|patron|patronne|chef|voiture|bus|train|maison|école|crèche|aller|vais|va|vas|aille|par|sans|sur|sous|chez|ces|ou pas|non plus|mieux vaut|plus|moins de|nom|prénom|la dernière fois|dernière fois|dernière minute|la prochaine fois|prochaine fois|le temps|temps|chose|choses|petit|petite|grand|grande|nouveau|nouvelle|vieux|depuis hier|hier|ans|an|année|gens|monde|pas mal|merci de|à mon|à ma|chez moi|de moi|pour moi|pour nous|à nous|en tout cas|de toute façon|a le moins|au moins|de plus|par exemple|même si|n hésitez pas|à cette heure là|à cette heure|ce jour là|ce jour|cette date|cet horaire|ces horaires|ces dates|ce créneau|à la maison|agenda|planning|calendrier',
  },
  numbered: {
    number: {
      2: 'deux',
      3: 'trois',
      4: 'quatre',
      5: 'cinq',
      6: 'six',
      7: 'sept',
      8: 'huit',
      9: 'neuf',
      10: 'dix|dizaine de|une dizaine de|dizaine|une dizaine',
      11: 'onze',
      12: 'douze',
      13: 'treize',
      14: 'quatorze',
      15: 'quinze|quinzaine de|une quinzaine de',
      16: 'seize',
      17: 'dix sept',
      18: 'dix huit',
      19: 'dix neuf',
      20: 'vingt|vingtaine de|une vingtaine de',
      21: 'vingt et une|vingt et un',
      25: 'vingt cinq',
      30: 'trente',
      35: 'trente cinq',
      40: 'quarante',
      45: 'quarante cinq',
      50: 'cinquante',
    },
    ordinal: {
      1: 'premier|première|1er|1ere|permier|premire',
      2: 'deuxième|second|seconde|2eme|2e|2nd|dexième|deuxime',
      3: 'troisième|3eme|3e|toisième',
      4: 'quatrième|4eme|4e',
      5: 'cinquième|5eme|5e',
    },
    weekday: {
      1: 'lundi|lun|ludi',
      2: 'mardi|mar|mrdi',
      3: 'mercredi|mer|mercedi|mecredi|mercrdi',
      4: 'jeudi|jeu|juedi|jedui',
      5: 'vendredi|ven|vendredie|vendedi|vendrdi',
      6: 'samedi|sam|smaedi',
      7: 'dimanche|dim|dimance',
    },
    habitday: {
      1: 'les lundis|lundis',
      2: 'les mardis|mardis',
      3: 'les mercredis|mercredis',
      4: 'les jeudis|jeudis',
      5: 'les vendredis|vendredis',
      6: 'les samedis|samedis',
      7: 'les dimanches|dimanches',
      8: 'en semaine|les week ends|les weekends',
    },
    month: {
      1: 'janvier|janv',
      2: 'février|fevr|fév',
      3: 'mars',
      4: 'avril|avr',
      5: 'mai',
      6: 'juin',
      7: 'juillet|juil',
      8: 'août',
      9: 'septembre|sep',
      10: 'octobre|oct',
      11: 'novembre|nov',
      12: 'décembre|déc',
    },
    part: {
      0: 'première heure|à la première heure|matin|du matin|de le matin|le matin|en matinée|dans la matinée|matinée|a le matin|mat',
      1: 'après midi|d après midi|l après midi|de l après midi|dans l après midi|en après midi|aprem|apres mdi',
      2: 'soir|du soir|de le soir|le soir|en soirée|soirée|dans la soirée',
    },
    habit: {
      0: 'les matins|matins|les matinées|tous les matins',
      1: 'en fin d après midi|fin d après midi|les après midi|les après midis|après midis|les aprem',
      2: 'fin de journée|en fin de journée|les soirs|soirs|après le travail|après le boulot|après l école|les soirées',
    },
    relday: {
      0: 'aujourd hui|ajourd hui|aujourd',
      1: 'demain|dmain|2main|demin|demian|dem1',
      2: 'après demain',
    },
    unit: {
      1: 'minute|minutes|min|mins|mn|minuttes|petites minutes',
      1440: 'jour|jours',
      10080: 'semaine|semaines',
      43200: 'mois',
    },
  },
};
