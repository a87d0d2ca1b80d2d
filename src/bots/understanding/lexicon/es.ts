// Spanish of Spain and the Americas. Longer than other files: a lexicon is data, one line per word class.
import type { Lexicon } from '../concepts.ts';

export const spanish: Lexicon = {
  contractions:
    'xq=por que|pq=por que|xfa=por favor|xfavor=por favor|porfa=por favor|porfis=por favor|porfavor=por favor|pf=por favor|tb=tambien|tmb=tambien|q=que|k=que|al=a el|del=de el|nop=no|pa=para|mñn=mañana|grax=gracias|deacuerdo=de acuerdo|aver=a ver|nose=no se|osea=o sea',
  words: {
    yes: 'sí|sip|sii|claro|claro que sí|por supuesto|desde luego|afirmativo|efectivamente|sin duda|cómo no|por qué no|así es|correcto|exacto|acepto|aceptado|me apunto|cuente conmigo|cuenten conmigo|hecho|trato hecho|dale|va|vale sí|sí claro|simón|obvio|eso es|ándale|órale',
    fine: 'vale|ok|okey|okay|oki|bien|muy bien|está bien|perfecto|perfect|genial|estupendo|excelente|fenomenal|fantástico|de acuerdo|bueno|buenísimo|listo|lista|entendido|enterado|enterada|sin problema|sin problemas|ningún problema|no hay problema|no hay ningún problema|no pasa nada|no es problema|no es ningún problema|recibido|conforme|guay|maravilloso|súper|me parece bien|me parece perfecto|me parece genial|me parece|todo bien|todo en orden|con gusto|encantado|encantada|tomo nota|anotado|qué bien|bárbaro|chévere|sale|no se preocupe|no se preocupen|no te preocupes',
    no: 'claro que no|por supuesto que no|desde luego que no|no|nop|nope|para nada|negativo|qué va|no gracias|de ninguna manera|mejor no|va a ser que no|nel|lamentablemente no|en absoluto',
    not: 'no hace falta|no hay que|no es necesario|no necesita|no necesitan|nunca|tampoco|jamás|ya no|ni',
    none: 'ninguno|ninguna|ningún|ninguno de los dos|ninguna de las dos|ninguna de ellas|ninguno de ellos|ninguna de esas|ninguna de estas|ninguno de esos|ninguno de estos|ninguna de las tres|ninguno de los tres|nada de eso|ninguna hora|ningún horario|ni uno|ni una',
    any: 'no tengo preferencia|sin preferencia|no me importa cuál|no me importa|cualquiera|cualquier|cualquier hora|cualquier día|cualquiera de los dos|cualquiera de las dos|cualquiera de ellas|ambas|ambos|las dos me|los dos me|las dos|los dos|todas|todos|todas las|me da igual|da igual|me da lo mismo|lo mismo me da|como prefieran|como quiera|como prefiera|el que sea|la que sea|cuando quiera|cuando quieran|indiferente|las tres me|los tres me|las tres van|las tres',
    can: 'puedo|podemos|puede|pueden|poder|podré|podremos|podrá|logro|pueda|podamos',
    come: 'llego demasiado temprano|llego demasiado pronto|llegamos demasiado temprano|llegamos demasiado pronto|llegando|estoy llegando|llegue|lleguemos|vaya|vayamos|venga|vengamos|asista|ir|voy|vamos|iré|iremos|irá|venir|vengo|vendré|vendremos|viene a|asistir|asisto|asistiré|asistiremos|acudir|acudiré|acudo|estaré|estaré ahí|estaré allí|ahí estaré|allí estaré|estaremos|allí estaremos|ahí estaremos|ahí estoy|ahí nos vemos|allí nos vemos|nos vemos|hasta|hasta entonces|hasta luego entonces|presentarme|llegar|llego|llegaré|acercarme|ahí voy|ahí vamos|cuenten con nosotros|voy a ir|vamos a ir|seguimos en pie|sigue en pie|en camino|de camino|voy en camino|estoy en camino|aquí estaré|ahí andaré|me presento|me presentaré|la tendré|allá nos vemos|allá estaré|no faltaré|no fallaré|estar ahí|estar allí|estar',
    suit: 'sirve|sirven|funciona|funcionan|va bien|van bien|viene bien|vienen bien|me va|me viene|me vienen|nos va|nos viene|me queda|me queda bien|nos queda bien|me cuadra|cuadra|conviene|convienen|quedo con|me quedo|me quedo con|elijo|escojo|prefiero esa|tomo|cojo|tomaré|agarro|opto|elegiría|apúntame a la|me acomoda|acomoda|encaja|le viene bien|le va bien|está perfecto|adelante|vamos con|reserve la|resérveme la|resérvame|me la quedo|me lo quedo|resérvala|resérvela|resérvamela|resérvemela|resérvenmela',
    unsuit:
      'demasiado temprano|demasiado pronto|es muy temprano|muy temprano para mí|muy temprano para nosotros|no tengo tiempo|no tenemos tiempo|faltar|fallar|faltaré|fallaré|me toca trabajar|ocupado|ocupada|ocupados|de viaje|fuera de la ciudad|fuera|de vacaciones|trabajo|trabajando|tengo que trabajar|imposible|otro compromiso|un compromiso|surgió algo|me surgió|surgido algo|ha surgido|me ha surgido|un imprevisto|imprevisto|en una reunión|tengo reunión|tengo una reunión|tengo clase|tengo examen|tengo otra cita|otra cita|choca|coincide|me es imposible|fatal|muy mal|mal|emergencia|complicado|se me complica|se me complicó|viajando|liado|liada',
    sick: 'enfermo|enferma|malo|mala|fiebre|gripe|resfriado|resfriada|constipado|constipada|covid|hospital|malito|malita|indispuesto|indispuesta|me encuentro mal|no me encuentro bien|no me siento bien|me siento mal',
    confirm:
      'confirmo|confirmado|confirmada|confirmar|confirmamos|confirma|confirmación|cofirmo|comfirmo|confimo|queda confirmado|queda confirmada|confirme|confirmo la cita',
    keep: 'la mantengo|lo mantengo|mantener|mantengo|mantenemos|la dejo como está|déjela como está|déjelo como está|déjelo así|déjala|como quedamos|como acordamos|según lo previsto|tal como está|la conservo|conservar',
    cancel:
      'cancelar|cancela|cancelo|cancele|cancelen|cancelarla|cancelarlo|cancelamos|cancélela|cancélenla|cancélala|cancélame|cancéleme|cancélenme|cancelemos|cancelaré|cancelar la|canselar|cansele|canselo|anular|anula|anulo|anule|anulen|anularla|anúlela|anúlenla|anúleme|anúlame|anulamos|anúlala|borrar la cita|borre la cita|borren mi cita|borrar mi cita|eliminar la cita|eliminar mi cita|elimine mi cita|eliminen mi cita|dar de baja la cita|suspender la cita|suspendo la cita',
    cancelled:
      'cancelado|cancelada|cancelaron|anulado|anulada|cancelando|anulando|ya cancelé|ya la cancelé|ya lo cancelé',
    cancellation: 'cancelación|cancelaciones|anulación|anulaciones|hay una baja|cancelan',
    move: 'cambiar|cambio|cambiarla|cambiarlo|cambie|cambien|cambiamos|cámbiela|cámbieme|cámbiame|mover|moverla|moverlo|mueva|muevan|moverme|reprogramar|reprogramarla|reprograme|reprogramamos|reprogramo|reprogramen|reagendar|reagendarla|reagende|reagendo|reagendamos|aplazar|aplazarla|aplazo|aplace|posponer|posponerla|posponga|pospongo|posponerlo|pasar la cita|pasarla a|pasarla|pasarlo|pasarlo a|correr la cita|modificar|modificarla|trasladar|otra fecha|otro momento|otro día|otra hora|otro horario|cambio de|cambio de hora|reubicar|recolocar',
    moveLater: 'atrasar|atrasarla|retrasar la|retrasarla|retrasar mi cita|retrasar mi|retrasar',
    moveEarlier: 'adelantar|adelantarla|adelante la cita|adelantar la|adelantar la cita',
    onTime: 'a tiempo|a la hora|puntual',
    book: 'reservar|reserva|reservo|agendar|agendo|agende|agendarme|programar|programe|pedir cita|pedir una cita|pedir hora|sacar cita|sacar una cita|sacar turno|solicitar cita|solicitar una cita|concertar|concertar una cita|hacer una cita|tomar una cita|coger cita|coger una cita|conseguir cita|una cita|cita nueva|nueva cita|otra cita para|dar cita|dar una cita|deme cita|deme una cita|darme cita|darme una cita|dame cita|dame una cita|me dan cita|me dan una cita|me da cita|me da una cita|un turno|pedir turno|ir a consulta|una consulta|cita para|hora para|turno para',
    visit: 'cita|citas|citita|visita|turno|consulta|sesión|hora con|revisión|reunión',
    see: 'ver al doctor|ver a la doctora|ver al médico|ver a la médica|ver al dentista|ver a el doctor|ver a el médico|ver a el dentista|que me vea|que me vean|ver a un médico',
    want: 'quiero|querría|quería|quisiera|quisiéramos|queremos|necesito|necesitaría|necesitamos|me gustaría|nos gustaría|tengo que|tenemos que|debemos|deseo|desearía|voy a|vamos a tener que|tendría que|tendré que|busco|ando buscando|me urge|me interesa|interesado|interesada',
    propose:
      'podríamos|podría|podrían|podrías|se puede|se podría|es posible|sería posible|posible|qué tal|cómo lo ve|cómo ven|qué le parece|qué les parece|qué te parece|y si|puede ser el|puede ser a|podría ser|pudiera ser|habría posibilidad|hay posibilidad|alguna posibilidad|puede usted|me puede|me pueden|me podría|me podrían|nos puede|nos pueden|no podría ser|no podríamos|le importaría|te importa|les importaría|pónganme|póngame|ponme|lo dejamos para|dejémoslo para|quedamos|puede ser',
    prefer:
      'prefiero|preferiría|preferimos|prefiere|mejor|mejor si|en vez de|en lugar de|en su lugar|solo puedo|solamente|únicamente|solo|más cómodo|me iría mejor|me vendría mejor|me viene mejor|me va mejor|preferible|preferiblemente|preferentemente|vendría mejor|iría mejor|de preferencia|nada más puedo',
    other:
      'otro|otra|otros|otras|diferente|diferentes|distinto|distinta|algo más|otra cosa|otra opción|otras opciones|otras horas|otros horarios|más opciones|más horarios|alternativa|alternativas',
    available:
      'disponible|disponibles|disponibilidad|libre|libres|hueco|huecos|espacio|espacios|plaza|plazas|horas libres|citas libres|algo|algo libre|lugar|cupo|cupos|vacante|próxima cita disponible|sitio|huequito|qué citas|campo',
    have: 'tienen|tiene|tenéis|tienes|tendrían|tendría|hay|habrá|habría|queda|quedan|les queda|le queda|os queda|tendrá|tendrán',
    whichTimes:
      'qué horas|qué horarios|qué horario|qué días|qué fechas|a qué hora puedo|a qué horas|cuándo puedo|cuándo podría|cuándo pueden|cuándo tienen|cuándo tiene|cuándo tenéis|cuándo hay|cuándo podemos|qué hora tienen|qué horas tienen|cuándo es la próxima cita|cuándo sería|qué disponibilidad|cuándo podrían|cuál es la próxima|cuándo me pueden|cuándo está libre|cuándo me podrían|cuál sería la próxima|para cuándo',
    late: 'tarde|llegar tarde|llego tarde|llegaré tarde|llegamos tarde|voy tarde|vamos tarde|voy a llegar tarde|retraso|retrasado|retrasada|retrasados|atrasado|atrasada|demora|demorado|demorada|me demoro|me demoraré|me retraso|me retrasaré|me voy a retrasar|nos retrasamos|con retraso|un poco tarde|tardaré|tardamos|tardo|me atraso|me atrasaré|voy retrasado|voy con retraso|demoraré|impuntual',
    held: 'atasco|en un atasco|atascado|atascada|tráfico|mucho tráfico|trancón|embotellamiento|perdí el autobús|perdí el bus|perdí el tren|perdido el tren|perdido el autobús|se ha retrasado el tren|el tren va con',
    tooLate:
      'tarde a el trabajo|tarde para el trabajo|tarde a clase|demasiado tarde|muy tarde|perdón por responder tarde|por responder tarde|responder tarde|contestar tarde|por contestar tarde|por la tardanza|tardanza|el retraso en responder|tan tarde|mensaje tarde|escribir tarde|por la demora en|la demora en responder|la demora en contestar|es tarde para',
    waitlist:
      'lista de espera|lista espera|en espera|la lista de espera|listado de espera|lista de cancelaciones|lista de cancelación|la lista',
    add: 'apuntar|apúnteme|apúntame|apúntenme|apuntarme|añadir|añádame|añádanme|añádeme|añadirme|agregar|agrégueme|agrégame|agréguenme|agregarme|poner|póngame en|pónganme en|ponme en|ponerme|ponerme en|inscribir|inscríbame|inscríbanme|inscribirme|anotar|anóteme|anótame|anótenme|anotarme|incluir|inclúyame|incluirme|métame|métanme|meterme|meter|entrar en|estar en|apúntenos|anótenos',
    remove:
      'quitar|quíteme|quítame|quítenme|quitarme|quiten|sacar|sáqueme|sácame|sáquenme|sacarme|borrar|bórreme|bórrame|bórrenme|borrarme|eliminar|elimíneme|elimínenme|eliminarme|retirar|retíreme|retírenme|darme de baja|dar de baja|deme de baja|denme de baja|dame de baja|salir|salirme|ya no necesito|ya no quiero|no necesito|fuera de|baja de|de baja',
    notify:
      'avíseme|avísame|avísenme|avisen|avisarme|avise|avisa|avisan|me avisan|me avisa|me avisas|escríbanme|escríbame|escríbeme|llámenme si|llámeme si|llámame si|díganme si|dígame si|dime si|contácteme|contáctenme|notifíquenme|notifíqueme|me escriben|me llaman',
    opensUp:
      'se libera|se liberan|se libere|queda libre|quede libre|se abre|se abra|surge|surja|aparece|aparezca|sale algo|se desocupa|se desocupe|hay hueco|hubiera|hubiese|haya|antes se|falla alguien|hay un hueco|hay alguna|se cancela|se cae',
    anyone: 'alguien|otra persona|otro paciente|algún paciente|alguno',
    hedge:
      'quizás|quizá|tal vez|talvez|a lo mejor|puede que|es posible que|probablemente|posiblemente|igual|intentaré|voy a intentar|trataré|trataré de|voy a tratar|ojalá|espero poder|si puedo|pienso|pensando en|estoy pensando|seguramente|casi seguro|depende de si|me temo|imagino',
    belief: 'creo|creo que|creo que sí|supongo|supongo que|pienso que|me temo que|parece que|me parece que',
    unsure:
      'no le sé decir|no les sé decir|no te sé decir|no sé decir|no sabría decir|no le sabría decir|no puedo decir|no le puedo decir|no puedo asegurar|no le puedo asegurar|no puedo prometer|no prometo|no le prometo|no puedo decidir|no puedo elegir|no puedo decidirme|no sé|no lo sé|no sabría|no estoy seguro|no estoy segura|ni idea|depende|no lo tengo claro|no tengo claro|ya veremos|veremos|a ver|no entiendo|no le entiendo|cómo dice|no estoy muy seguro|no estoy muy segura|quién sabe|no sabemos|no me decido|indeciso|indecisa|todavía no sé|aún no sé|aún no lo sé|todavía no lo sé|no lo tengo nada claro|no comprendo',
    defer:
      'te aviso|le aviso|les aviso|os aviso|luego aviso|te digo|le digo|les digo|luego te digo|te confirmo luego|le confirmo luego|les confirmo luego|le confirmo más tarde|les confirmo más tarde|te confirmo más tarde|confirmo luego|confirmo más tarde|le confirmo mañana|les confirmo mañana|te confirmo mañana|confirmaré más tarde|les confirmaré|le confirmaré|lo consulto|consultar|consulto|tengo que mirar|tengo que ver|tengo que consultar|tengo que revisar|tengo que preguntar|déjeme ver|déjame ver|déjeme mirar|déjeme consultar|déjame mirar|déjame revisar|déjeme revisar|déjame consultar|déjeme pensar|déjeme pensarlo|lo miro|miro mi agenda|mirar mi agenda|reviso mi agenda|revisar mi agenda|revisar mi calendario|ver mi agenda|lo reviso|voy a ver|voy a mirar|voy a revisar|voy a consultar|lo pienso|lo voy a pensar|pensarlo|pensármelo|un momento|un momentito|un segundo|luego le digo|luego les digo|ya le digo|ya les digo|ya te digo|ya les aviso|ya le aviso|ahora le digo|les respondo|le respondo|te respondo|le contesto|les contesto|les avisaré|le avisaré|te avisaré|aviso luego|hablo con|hablar con mi|preguntar a mi|preguntarle a mi|pregunto a|le escribo luego|les escribo|en cuanto sepa|en cuanto lo sepa|cuando sepa|mirar la agenda|la agenda|revisar la agenda',
    past: 'iba a|íbamos a|quería haber|estuve a punto|casi|ya había|pensaba',
    ask: 'que debo|cuál|cuáles|cuándo|dónde|por qué|quién|cuánto|cuánta|cuántos|cuántas|para qué|a qué hora|hay que|debo|tengo que llevar|aceptan|atienden|hacen|puedo llevar|puedo ir con|puedo traer|es necesario|hace falta|en qué|con quién|me pueden decir|me puede decir|qué necesito|a nombre de quién|qué tengo que|qué llevo|qué documentos|qué incluye|qué necesita',
    fact: 'es mi|es la|es el|es a las|está mi|sigue mi|tengo cita|tengo una cita|cuándo es|cuándo es mi|a qué hora es|a qué hora es mi|qué día es|a qué hora tengo|cuándo tengo|a qué hora era|es hoy|es mañana|qué hora es|a qué hora abren|a qué hora cierran|abren|están abiertos|hasta qué hora|qué día tengo|cuándo era|qué día era|qué horario tienen de|su horario|es correcto|seguro que',
    how: 'cómo|cómo puedo|cómo hago|cómo se|de qué manera|qué hago para|qué pasa si|cómo se hace|política|cómo funciona',
    human:
      'llámeme|llámenme|llámame|me pueden llamar|me puede llamar|me podría llamar|me podrían llamar|hablar con alguien|hablar con una persona|hablar con|persona real|un agente|agente|recepcionista|recepción|humano|operador|operadora|una pregunta|tengo una pregunta|pregunta|duda|una duda|tengo una duda|atención al cliente|teléfono de contacto|consulta rápida|una consulta sobre',
    thing:
      'enlace|link|página|web|vídeo|videollamada|zoom|aplicación|app|puerta|teléfono|correo|email|factura|seguro médico|el seguro|mi seguro|seguro dental|pago|tarjeta|precio|coste|costo|cuesta|dirección|oficina|clínica|edificio|entrada|formulario|formularios|receta|medicación|medicamento|medicinas|pastillas|resultados|análisis|analítica|radiografía|informe|justificante|estacionamiento|aparcamiento|aparcar|parking|estacionar|contraseña|cuenta|cámara|micrófono|código|acompañante|intérprete|en ayunas|ayunas|documentos|documentación|carnet|silla de ruedas|perro|recordatorio|recordatorios|ubicación|parqueo',
    otherVerb:
      'veo|recibí|he visto|me llegó|me llegan|me ha llegado|encontrar|encuentro|abrir|recordar|recuerdo|acordarme|oír|oigo|leer|entrar|acceder|conectar|conectarme|pagar|entender|creer|llevar|traer|ver el|ver la|ver los|ver mi|comer|beber|conducir|descargar|imprimir|hablar|llamar|hablar ahora|dormir|caminar|rellenar|enviar|localizar|encuentra|iniciar',
    thanks:
      'gracias igual|igual gracias|gracias de todas formas|gracias de todos modos|igualmente gracias|gracias|muchas gracias|mil gracias|muchísimas gracias|grcias|grasias|gracais|graicas|gracia|le agradezco|les agradezco|te agradezco|agradecido|agradecida|se agradece|muy amable|muy amables|un saludo|saludos|saludo|atentamente|cordialmente|gracias por todo|gracias por avisar',
    sorry:
      'lo siento|siento|perdón|perdone|perdona|perdonen|disculpe|disculpa|disculpen|disculpas|lamento|lamentablemente|desgraciadamente|desafortunadamente|por desgracia|una pena|qué pena|lástima|qué lástima|mil disculpas',
    please:
      'por favor|plis|pls|please|si es posible|si se puede|si puede ser|si es tan amable|si no es molestia|si no le importa|si no les importa|si pueden|si puede|si fuera posible|si hay|si queda|si está libre|si os va bien|si le va bien|si les va bien|si les parece bien|si le parece bien|si les parece|amablemente|favor|si hubiera disponibilidad|si está disponible|si tienen',
    greet:
      'hola|holaa|buenas|buenos días|buen día|buenas tardes|buenas noches|muy buenas|estimado|estimada|estimados|qué onda|oiga|oye|cómo está|cómo están|cómo estás|espero que estén bien|espero que esté bien|doctor|doctora|señor|señora|señorita|soy|mira|mire|buenas noticias',
    smalltalk:
      'que tenga buen día|que tengan buen día|que tenga un buen día|que tengan un buen día|buen fin de semana|feliz día|feliz año|feliz navidad|feliz fin de semana|igualmente|adiós|chao|cuídese|cuídense|hasta luego|hasta pronto|hasta la próxima|de nada|jaja|jajaja|jejeje|jeje|un abrazo|abrazo|abrazos|besos|qué amables|qué amable|que descanse|feliz tarde|buena tarde|fin de semana bueno|a ustedes|a usted|a ti|me alegro|que bueno|me encantó',
    texting:
      'mensajes|mensaje|mensajitos|textos|escribirme|escribir|escribiéndome|mandarme|mandar|mandándome|enviarme|enviando|enviándome|sms|notificaciones|contactarme|contactar|molestarme|molestando|molestar|avisos|recordarme|correos|su lista|de su lista',
    stop: 'deje de|dejen de|deja de|dejad de|paren|pare|parar|para de|no más|basta|basta de|no quiero|no quiero recibir|no deseo recibir|dejar de recibir|no vuelvan|no vuelva|no me envíen|no me manden|no me escriban|no me escriba|no me mande|no me envíe',
    leaveAlone:
      'no me mandéis|no me enviéis|no me escribáis|no me contactéis|no me mandes|no me envíes|no me manden mensajes|no me envíen mensajes|número equivocado|se equivocó de número|se equivocaron de número|se ha equivocado de número|se han equivocado de número|se equivoca de número|se equivocan de número|está equivocado|están equivocados|persona equivocada|no es mi número|no es este número|este no es el número|déjenme en paz|déjeme en paz|déjame en paz|darme de baja de los mensajes|no me contacten|no me contacte|no me escriban más|no me escriba más|no me escribas más|no me manden más|quítenme de su lista|quíteme de su lista|bórrenme de su lista|bórreme de su lista|sáquenme de su lista|sáqueme de su lista|quítame de tu lista|equivocado de número|equivocó de persona',
    again:
      'volver a recibir|recibir de nuevo|reciba de nuevo|mensajes de nuevo|mensajes otra vez|escríbanme de nuevo|escríbanme otra vez|vuelvan a escribirme|vuelva a escribirme|vuelvan a enviarme|vuelvan a mandarme|vuelva a mandarme|vuelva a enviarme|reactivar|reactive|reactiven|activar los mensajes|activen los mensajes|alta de nuevo|darme de alta|denme de alta|suscribirme|reanudar|reanuden|quiero recibir|escribirme de nuevo|escribirme otra vez|mandarme mensajes de nuevo',
    help: 'ayuda|ayúdeme|ayúdenme|ayúdame|información|socorro',
    if: 'si no|si hay alguna|si se|en caso de|salvo que|a menos que|siempre que|por si|si llueve|si pasa algo|si surge',
    but: 'pero|sin embargo|aunque|excepto|salvo|sino|más bien',
    because: 'porque|ya que|pues|debido a|como tengo|es que|así que|por eso|entonces',
    correction:
      'espera|espere|esperen|digo|quise decir|quería decir|me equivoqué|en realidad|perdón quise|corrijo|rectifico|mejor dicho|me he equivocado|olvídelo|olvídalo|cambié de opinión|cambio de opinión|he cambiado de idea|cambié de idea',
    you: 'usted|ustedes|su|sus|le|les|tu|vosotros',
    me: 'yo|me|mi|mis|nos|nosotros|nuestra|nuestro|conmigo',
    option: 'opción|número|num|no de|la opción|el número|alternativa número',
    oneOf: 'cita de|opción de|de ellas|de ellos',
    middle: 'la del medio|el del medio|la de en medio|el de en medio|en medio|la de el medio|el de el medio|del medio',
    earliest:
      'la más temprana|el más temprano|la más pronto|la más temprano|lo más temprano|la que sea antes|la de antes',
    latest: 'lo más tarde posible|la más tarde|el más tarde|la más tardía|el más tardío|lo más tarde',
    for: 'para|por',
    with: 'con',
    last: 'última|último|final',
    oclock: 'h|hs|en punto',
    half: 'media',
    article: 'un|una',
    quarter: 'cuarto|un cuarto',
    minus: 'menos',
    noon: 'mediodía|medio día|al mediodía|a mediodía',
    midnight: 'medianoche|media noche',
    am: 'am',
    pm: 'pm',
    at: 'a las|a la|las|alrededor de las|a eso de las|sobre las|tipo|como a las|hacia las|alrededor de|cerca de las|aproximadamente',
    on: 'el|en',
    the: 'la|lo|los|esa|ese|esas|esos|aquella',
    of: 'de|a las de',
    in: 'dentro de',
    to: 'a',
    after:
      'después de|después de las|después de la|a partir de|a partir de las|a partir de la|pasadas las|más tarde de las|más tarde de|luego de|luego de las|tras las|desde las|desde la|posterior a|de las adelante',
    before: 'antes de|antes de las|antes de la|antes del|más tardar',
    between: 'entre|entre las|entre la',
    from: 'desde|de las|de la',
    until: 'hasta las|hasta la',
    or: 'o|u',
    and: 'y|e|también|además',
    next: 'próximo|próxima|que viene|siguiente|entrante|próximos',
    this: 'este|esta',
    same: 'misma|mismo|la misma|el mismo',
    later:
      'algo más tarde|en el nuevo año|el año que viene|el próximo año|después de las fiestas|después de las vacaciones|después de semana santa|más tarde|más adelante|después|luego|más tardecito|después de eso',
    earlier:
      'algo más temprano|algo más pronto|algo antes|más temprano|más pronto|antes|temprano|más prontito|más tempranito',
    soon: 'lo antes posible|cuanto antes|lo más pronto posible|urgente|de urgencia|lo más pronto|enseguida|ya mismo|pronto|en cuanto puedan',
    weekend: 'fin de semana|finde|el finde|el fin de semana',
    weekAfterNext:
      'la semana siguiente a la próxima|semana después de la próxima|semana después de la que viene|dentro de dos semanas semana|siguiente a la próxima semana|en dos semanas la semana',
    tonight: 'esta noche|hoy en la noche|hoy por la noche|hoy a la noche',
    glue: 'sobre|algún momento|en algún momento|durante|a cualquier hora',
    plain:
      'del|al|se|es|estamos|estoy|son|ser|sea|fue|muy|más|menos mal|tan|todo|toda|ha|he|hemos|han|había|hay mucho|tengo|tenemos|te|ti|ella|ellos|este número|ese día|esa hora|esos días|mi hijo|mi hija|hijo|hija|niño|niña|niños|marido|mujer|esposo|esposa|madre|padre|mamá|papá|coche|carro|casa|colegio|escuela|jefe|jefa|familia|hoy no|eso|esto|aquí|allí|ahí|ya|aún|todavía|bastante|poco|mucho|mucha|vez|veces|otra vez|cada|cosa|cosas|hacer|hago|haga|hace|tener|decir|dice|saber|sabe|ver|vea|mirar|dar|da|doy|dio|pasa|pasó|nada|algún|alguna|año|años|minutito|momento|medio|gente|nuevo|nueva|viejo|solo una|por cierto|en cuenta|me gusta|gusta|encanta|trabaja|nombre|apellido|así|entonces sí|la próxima vez|última vez|la última vez|sin|ni siquiera|al menos|por lo menos|a mi|en mi|para mí|por mí|por mi parte|y ya|y eso|que me|la cita|una hora antes de comer|agenda|calendario|móvil|celular|ciudad',
  },
  numbered: {
    number: {
      1: 'uno',
      2: 'dos',
      3: 'tres',
      4: 'cuatro',
      5: 'cinco',
      6: 'seis',
      7: 'siete',
      8: 'ocho',
      9: 'nueve',
      10: 'diez',
      11: 'once',
      12: 'doce',
      13: 'trece',
      14: 'catorce',
      15: 'quince',
      16: 'dieciséis',
      17: 'diecisiete',
      18: 'dieciocho',
      19: 'diecinueve',
      20: 'veinte',
      21: 'veintiuno',
      25: 'veinticinco',
      30: 'treinta',
      35: 'treinta y cinco',
      40: 'cuarenta',
      45: 'cuarenta y cinco',
      50: 'cincuenta',
    },
    ordinal: {
      1: 'primera|primero|primer|primra|1era|1ra|1ro|1er',
      2: 'segunda|segundo|segunda opción|2da|2do|segnda|segudna',
      3: 'tercera|tercero|tercer|3ra|3ro|3er|tecera',
      4: 'cuarta|4ta|4to',
      5: 'quinta|quinto|5ta|5to',
    },
    weekday: {
      1: 'lunes|lun|lune',
      2: 'martes|mar|martez',
      3: 'miércoles|mié|mierc|miercole|mircoles',
      4: 'jueves|jue|juevs|juebes',
      5: 'viernes|vie|vier|vierne|bierne|viernez|biernes',
      6: 'sábado|sáb|savado',
      7: 'domingo|dom|domigo',
    },
    habitday: {
      1: 'los lunes',
      2: 'los martes',
      3: 'los miércoles',
      4: 'los jueves',
      5: 'los viernes',
      6: 'los sábados|sábados',
      7: 'los domingos|domingos',
      8: 'entre semana|los fines de semana|fines de semana',
    },
    month: {
      1: 'enero|ene',
      2: 'febrero|feb',
      3: 'marzo',
      4: 'abril|abr',
      5: 'mayo',
      6: 'junio|jun',
      7: 'julio|jul',
      8: 'agosto|ago',
      9: 'septiembre|setiembre|sept|sep',
      10: 'octubre|oct',
      11: 'noviembre|nov',
      12: 'diciembre|dic',
    },
    part: {
      0: 'primera hora|a primera hora|a primera hora de la mañana|por la mañana|de la mañana|en la mañana|a la mañana|la mañana|mañanita',
      1: 'por la tarde|de la tarde|en la tarde|a la tarde|la tarde|tardecita',
      2: 'por la noche|de la noche|en la noche|a la noche|la noche|noche',
    },
    habit: {
      0: 'por las mañanas|en las mañanas|las mañanas|mañanas',
      1: 'a última hora de la tarde|por las tardes|en las tardes|las tardes|tardes|después de comer',
      2: 'a última hora|última hora|última hora de el día|a el final de el día|por las noches|en las noches|las noches|noches|después del trabajo|después de el trabajo|después de trabajar',
    },
    relday: {
      0: 'hoy|hoy mismo|hoi',
      1: 'mañana|mñana|mñn|maniana|mañna|mañan',
      2: 'pasado mañana|pasado|pasadomañana',
    },
    unit: {
      1: 'minuto|minutos|min|mins|minutitos|minutillos',
      60: 'hora|horas|horita|hr|hrs',
      1440: 'día|días',
      10080: 'semana|semanas',
      43200: 'mes|meses',
    },
  },
};
