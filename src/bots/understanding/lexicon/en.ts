// English. Longer than other files: a lexicon is data, one line per word class.
import type { Lexicon } from '../concepts.ts';

export const english: Lexicon = {
  contractions:
    'cant=can not|cannot=can not|cnat=can not|cnt=can not|dont=do not|dnt=do not|wont=will not|doesnt=does not|dosent=does not|doesent=does not|isnt=is not|arent=are not|wasnt=was not|werent=were not|didnt=did not|couldnt=could not|shouldnt=should not|wouldnt=would not|havent=have not|hasnt=has not|aint=is not|im=i am|ive=i have|ill=i will|youre=you are|theyre=they are|thats=that|whats=what is|hows=how is|wheres=where is|whens=when is|whos=who is|its=it|lets=let|theres=there|wanna=want to|gotta=have to|gonna=going to|lemme=let me|gimme=give me|dunno=do not know|idk=do not know|ik=i know|cya=see you|cu=see you|omw=on my way|ty=thank you|tysm=thank you|btw=by the way|nvm=never mind|asap=as soon as possible|rn=right now|bday=birthday',
  words: {
    yes: 'y not|could not be better|could not ask for better|yes|yea|yeah|yeh|yah|ya|yep|yup|yse|yess|yees|yeas|yessir|y|ye|aye|affirmative|absolutely|definitely|certainly|of course|for sure|indeed|you bet|sure thing|why not|by all means|correct|right on|that is right|that right|will do|roger|roger that|count me in|i am in|we are in|count us in|i accept|accept|accepted|agreed|deal|gladly|with pleasure|totally|yes sir|yes maam|that is correct|am down|i do|we do|both of us|thumbs up',
    fine: 'ok|okay|okey|okie|okk|k|kk|oki|alright|all right|allright|fine|good|great|gr8|perfect|perfectly|excellent|awesome|cool|super|lovely|wonderful|fantastic|amazing|brilliant|sweet|nice|sure|no problem|no prob|no probs|np|no worries|not a problem|not a prob|no issue|no issues|not an issue|no trouble|no bother|sounds good|sounds great|sounds fine|sounds perfect|sounds right|sounds ok|sounds like a plan|got it|noted|understood|all good|all set|we are set|we are good|we are all set|am good to go|good to go|that will do|happy with that|can not complain|happy to|i am ok with|it is a date|bet|by me|gotcha|copy that|ideal|just right|spot on|do not worry|don t worry',
    no: 'count me out|count us out|absolutely not|definitely not|certainly not|of course not|no|nope|nah|naw|nay|n|noo|nop|no way|negative|no can do|no thanks|no thank you|hard pass|i will pass|will pass|pass on that|pass on this|not really',
    not: 'not|never|unable|no longer|hardly|neither can i|nor|without|wouldn t|no need to|no need',
    none: 'none|none of them|none of those|none of these|neither|neither one|neither of them|neither of those|not any|not one|nothing there|no option|no time|no times|no slot|not a single one|not either|nothing works|nothing suits|nothing fits|none of the above',
    any: 'do not care|i do not care|no real preference|open to either|open to any|any|either|either one|both|all|all of them|all of those|any of them|any of those|any of these|whichever|whatever|any time|anytime|any day|whenever|anything works|anything is fine|doesn t matter|does not matter|do not mind|not fussy|no preference|you choose|you pick|you decide|dealers choice|up to you|they all|them all|all work|all three|all fine|everything works',
    can: 'can|able|am able|able to|be able to|manage|could have|could',
    come: 'come|coming|attend|attending|make it|making it|made it|make that|make this|make the|make my|make our|make any|be there|being there|b there|be thr|will be there|be here|be in|see you|see u|c u|c ya|see ya|see yall|seeing you|catch you|catch ya|show up|showing up|turn up|on my way|on our way|on the way|otw|looking forward|look forward|can not wait|could not wait|am ready|will see|i will be|go ahead|still on|we are on|i am on|am there|do it|do that|do this|do those|do any|do these|do them|get there|be around|be present|go to the|keep my word|attendance|plan on it|planning on it|planning to|plan to be|counting on it|going to be there|would not miss|will not miss|would not miss it|we will see you|will see you',
    suit: 'work|works|wrks|worked|working for|workable|do|suit|suits|suitable|fit|fits|convenient|doable|feasible|possible for me|good for me|good for us|agree|agreeable|happy|will take|ill take|take|taking|i pick|pick|choose|i choose|go for|going for|go with|going with|i would like|lock in|lock it in|lock me in|put me down|sign me up for|pencil me in|reserve|grab|claim|opt for|bien|love|love to|loved to|i like|am free|be free|we are free|is free for me|open for me|that is open|book it|book that|book that one|book this|book me that',
    unsuit:
      'she works|he works|they work on|am out|are out|out all|out on|not have time|not have the time|bail|bail on|skip|have to skip|sit this one out|take a rain check|back out|busy|conflict|conflicts|clash|clashes|out of town|out of the country|out of office|out of state|away|on vacation|on holiday|on holidays|traveling|travelling|have to work|at work|got work|have work|working that|working then|working late|i work|i am working|at school|have school|in school|have class|have a class|in class|have a meeting|in a meeting|have another appointment|have other plans|other plans|have plans|already have something|double booked|overbooked|unavailable|something came up|something has come up|something else came up|something came|came up|impossible|no good|bad|terrible|awful|tied up|swamped|booked up|not going to happen|have a funeral|have an exam|have a test|jury duty|family emergency|had an emergency|have an emergency|emergency|car broke down|car broke|car trouble|flat tire|no ride|no car|no transport|no babysitter|no childcare|no sitter|is a no|a no go|no go|not happening|inconvenient|stuck at work|on call|on shift|working a shift|too far|too early|too soon|have a flight|flying|have a thing|have a game',
    sick: 'threw up|vomiting|puking|throwing up all night|woke up sick|strep|pink eye|sick|am i will|is i will|feeling i will|unwell|under the weather|fever|flu|covid|stomach bug|throwing up|food poisoning|a cold|migraine|hospital|hospitalized|in the er|injured|broke my|not feeling well|not feeling good|not feel well|do not feel well|not feeling great|not well',
    confirm: 'confirm|confirmed|confirming|confirms|confim|cofirm|comfirm|confrim|conferm|confirmation',
    keep: 'as arranged|as discussed|as booked|it is on my calendar|it on my calendar|it is on the calendar|it on the calendar|on the books|not give our spot|not give my spot|not give up my|not give away my|not give our spot away|not give my spot away|keep it|keep my|keep the|keep our|keep that|keep this|keep me|keep us|keeping it|keeping my|leave it as is|as is|as planned|as scheduled|stick with|sticking with|leave it|still good|still coming|still on for|nothing has changed|hold my spot|hold it for me|not going anywhere|as agreed|keep|no change|no changes|nothing changed',
    cancel:
      'cancel|cancle|cancell|canel|cacnel|canceling|cancelling|canceled please|cancelled please|call off|call it off|calling it off|get it canceled|get it cancelled|have it canceled|have it cancelled|be canceled|be cancelled|delete my appointment|delete my appt|remove my appointment|scrap my appointment|scrap the appointment|drop my appointment|take me off the schedule|take me off the calendar|take me off your schedule',
    cancelled: 'canceled|cancelled|i cancelled|i canceled|cancelable|cancellable',
    cancellation:
      'cancelation|cancelations|cancellation|cancellations|cancelation fee|cancellation policy|cancels|cancels on you|no show',
    move: 'be moved|to be moved|be changed|be switched|be pushed|reschedule|reschedul*|resched*|reshedule|re schedule|re scheduled|re scheduling|rescedule|move|change|changing|chnage|switch|swap|postpone*|push|bump|put off|rebook|re book|rearrange|re arrange|new date|new day|new slot|new time|shift my|shift it|shift the|do it another|try another|find another|rain check|raincheck|adjust|moving it|moving my|moving the',
    moveLater:
      'push back|push it back|pushed back|move it back|move back|set back|push it out|push it|delay it|delay it by|move my appointment back|push my appointment back',
    moveEarlier:
      'prepone|preponed|preponing|move up|move it up|move it forward|bring it forward|bring forward|move forward|push it up|push it forward|pull it forward|pull forward',
    onTime: 'on time|in time|by then|that early',
    book: 'book|bookin|book in|schedule|scheduling|schedule me|make an appointment|make an appt|make a appointment|make appointment|make appt|make a booking|set up an appointment|set up|set an appointment|set me up|get an appointment|get an appt|get appointment|get a booking|get in|get me in|get us in|come in|come by|come and see|come see|fit me in|fit us in|squeeze me in|squeeze us in|pop in|drop in|see someone|get seen|be seen|arrange|arrange an appointment|reserve a|have an appointment|have an appt|new appointment|new appt|another appointment|another appt|put me in|slot me in|pencil me',
    visit:
      'appointment|appointments|appointement|apointment|appoinment|appoitment|appt|appts|apt|appmt|visit|booking|session|consultation|consult|checkup|check up|meeting|slot|slots|spot|spots|time slot|timeslot|reservation|follow up|followup|cleaning|exam',
    see: 'see the doctor|see a doctor|see the dr|see dr|see doctor|see the dentist|see a dentist|see a therapist|see the nurse|speak to the doctor about|talk to a therapist',
    want: 'want|want to|wanted|need|need to|needing|needed|have to|must|would like|would like to|like to|looking for|looking to|trying to|would love|would love to|hoping for|hoping to|wish|wish to|wish for|going to have to|hope to get|after a|interested|interested in',
    propose:
      'can we|could we|can i|could i|can you|could you|can u|could u|may i|may we|might i|shall we|should we do|would you|will you|could it be|can it be|can that be|can this be|could that be|would it be possible|would it be ok|is it possible|would that be possible|possible|possibly do|any chance|any way|is there any chance|is there a way|how about|how abt|how bout|hows about|what about|wat about|would|let do|let say|let try|let make it|let go|lets|let|let us|or maybe|make it at|try|instead of that|do you think we could|mind if|is there any way|do u think|ok if|okay if|alright if|if we|if i could|if we could|swap to|see if',
    prefer:
      'the only one|only one|the only time|the only day|instead of|rather than|in place of|prefer|preferably|preferred|preferable|rather|would rather|better|best|instead|ideally|only|only free|more convenient|easier|works best|just not',
    other:
      'another|another time|another day|another date|another slot|other|others|other times|other days|other time|other day|other dates|other options|different|different time|different day|different date|some other|some other time|something else|anything else|what else|else|more options|more times|additional|alternative|alternatives|alternate|elsewhere|new times|else available',
    available:
      'available|availability|availabilities|availible|avaliable|availble|avail|openings|opening|open slots|open spots|free slots|free times|any openings|anything open|anything free|any slots|any times|anything available|something available|any spots|free|vacancy|vacancies|room for me|space|any space|times left|what do you have|what have you got|anything|something|your next available|next available|soonest available|time slots|open times|open appointments|any appointments|any appts|appointments left|any slot',
    have: 'do you have|do u have|do you guys have|you have|have you got|you got|u got|u have|have anything|have something|got anything|got something|is there|are there|does the doctor have|does dr|does she have|does he have|do they have|are you able to see|you guys have',
    whichTimes:
      'which slots|which slot|which spots|which openings|which timings|what timings|what spots|what appointments|which appointments|what is the earliest you have|what is the soonest you have|what is the latest you have|what is free|what is available|what is open|what times|what time do you have|what time slots|what times do you have|what days|which days|which times|when can i|when can we|when could i|when could we|when are you free|when are you available|when do you have|when is the next available|when is your next|when is the next|when next|what dates|what day do you|what hours do you have|when would you|when could you|when can you|what time can i|what time can you|what time could|what time is available|what time works|when else|how soon can|earliest you can|what slots|what openings|when is the soonest|when is the earliest|what is the soonest|what is the earliest|what is your next|what is the next',
    late: 'late|l8|lte|running behind|runing late|runnin late|running late|running a bit behind|run behind|behind schedule|running over|tardy|delayed',
    held: 'lost|i am lost|got lost|can not find parking|looking for parking|stuck in traffic|in traffic|traffic|bad traffic|held up|bus is late|train is late|train delayed|bus delayed|missed the bus|missed my bus|missed my train|missed the train|got delayed|being delayed|lost on the way|just leaving|just left|behind',
    tooLate:
      'late for work|late for school|late for class|late for a meeting|late for another|too late|late reply|late response|late answer|late notice|late text|late message|replying late|responding so late|responding late|answering late|so late|how late|not late|not too late|reply late|respond late|late to reply|late to respond|late getting back|late fee|sooner or later|better late|this late|late in replying|late in responding',
    waitlist:
      'waitlist|wait list|waiting list|waitinglist|cancellation list|cancelation list|standby list|standby|stand by list|call list|waitlisted|the wl|short notice list|on the list|to the list|the queue',
    add: 'add|put|sign|join|get me on|jump on|added|enroll|keep me on|include',
    remove:
      'remove|removed|take off|take us off|take my|delete|drop|off|leave|leaving|get off|get me off|no longer on|out of|withdraw',
    notify:
      'let me know|let us know|text me|text us|call me if|call me when|message me|msg me|notify|tell me|ping me|contact me|reach out|give me a call if|give me a shout|shout|alert me|inform me|hit me up|email me',
    opensUp:
      'opens up|open up|opens|opened up|frees up|free up|becomes available|become available|comes up|comes available|gets free|gets cancelled|gets canceled|spot opens|a spot|an opening|any opening|drops out|backs out|falls through',
    anyone: 'someone|somebody|anyone|anybody|someone else|another patient|anyone else|people',
    hedge:
      'maybe|mayb|mabye|might|perhaps|possibly|probably|prob|probly|prolly|likely|most likely|i guess|guess|hopefully|hoping|tentative|tentatively|considering|thinking|thinking of|thinking about|debating|potentially|not certain|will try|ill try|trying to make|try to make|try to be|do my best|if i can|if we can|might have|may have|almost|should be able|wondering|wonder|kinda|sort of|not 100|leaning|chance i|in case i|could be|supposedly|pretty sure|fairly sure|unlikely|doubt|doubtful|there is a chance',
    belief: 'i think|think|i believe|i feel like|i imagine|i suppose|suppose',
    unsure:
      'can not promise|can not guarantee|can not commit|can not say for sure|no promises|no guarantee|no guarantees|can not choose|can not pick|decide between|choose between|torn between|not sure|unsure|not so sure|do not know|not know|no idea|no clue|depends|it depends|undecided|can not decide|not decided|have not decided|cannot say|can not say|hard to say|we will see|well see|not certain yet|i wonder if|hmm|hmmm|hm|umm|um|uh|huh|not yet|do not understand|what do you mean|confused|what is this|idk yet|unclear|on the fence|up in the air|who knows|can not tell|iffy|torn',
    defer:
      'answer you|answer u|will answer|reply u|reply to you|come back to you|revert to you|revert back|be back to you|let you know|lyk|get back to you|get back to u|get back 2 u|get back|will check|check my|check with|check the|check our|checking my|checking with|need to check|have to check|let me check|let me see|let me think|let me look|let me ask|let me get back|need to ask|have to ask|ask my|asking my|talk to my|speak to my|speak with my|talk with my|think about it|think it over|thinking about it|one moment|one sec|one second|one minute|a moment|a minute|just a sec|just a minute|just a moment|hold on|hang on|give me a|give me some|will confirm|confirm later|confirm tomorrow|confirm soon|confirm shortly|confirm by|will text you|text you|text u|message you|call you back|call you|will reply|reply later|answer later|will respond|respond later|will advise|in touch|tell you|more time|sleep on it|will look|look at my|look at the calendar|will see and|see what i can do|see if i can|brb|get to you|figure it out|still deciding|decide later|deciding|following up soon|circle back|update you|need some time|need time to|follow up with you',
    past: 'never said|did not say|was going to|was gonna|was about to|was thinking|were going to|wanted to|was planning to|nearly|had to|used to|was supposed to|did not mean to|did not want to|last time|accidentally',
    ask: 'wat|wht|which|when|where|whr|why|who|whose|whom|should|does|do i|do we|do you|do u|did|is|are|was|will i|will it|will there|will the|are you|have you|has|how much|how many|how long|can somebody|what time|what if|do they|does it|what happens|what',
    fact: 'is it|is my|is that|is this|is our|was it|was my|are we|are we still|do i have|do we have|did i|did we|did you|have i|am i|still have|when is my|when was my|what time is|what day is|what date is|what time was|when is it|what time do i|what time should|what time are we|what day are we|when is our|what was|remind me|what is my|what are my|when do i|when should|what time does|what time do you open|what time do you close|what time am i|when am i|when are we|has it|are you open|you open|you closed|are you closed|your hours|opening hours|office hours|do you open|do you close|how early should|how far|what time we',
    how: 'how|how do|how can|how would|how to|how does|how come|how is|what is the process|what is the procedure|what is the policy|policy|process',
    human:
      'call me|call us|give me a call|phone me|ring me|speak to|speak with|talk to|talk with|real person|a human|an operator|operator|agent|receptionist|representative|human|somebody call|someone call|call me back|can someone|manager|front desk|contact number|phone number|customer service|a person|speak someone|talk someone|call the office|reach you|reach someone|a question|i have a question|have a question|question|questions|quick question|ask you something',
    thing:
      'difference|differences|link|website|site|web site|video|zoom|app|door|doorbell|gate|elevator|phone|email|e mail|mail|bill|invoice|insurance|copay|co pay|payment|card|deposit|fee|parking|address|directions|location|office|clinic|building|entrance|form|forms|paperwork|prescription|refill|medication|meds|medicine|results|test results|lab|labs|blood work|bloodwork|referral|x ray|xray|records|report|receipt|login|password|account|portal|camera|microphone|audio|code|price|cost|costs|discount|refund|wheelchair|interpreter|translator|service dog|dog|note|doctors note|letter|certificate|photo|photos|picture|reminder|reminders|glasses|crown|tooth|pain|swelling|bleeding|rash|side effects|allergy|allergies|covered|coverage|fasting|fast before|eat before',
    otherVerb:
      'see any|see the times|see the options|see them|see it|see anything|seen|find|open it|open the|remember|recall|hear|read|log in|log on|access|reach|park|pay|afford|understand|believe|bring|drive|locate|figure|recieve|receive|get the|get my|get through|get a hold|download|upload|click|sign in|view|talk|speak|call|eat|drink|take the medication|fill|fill out|print|wear|use|tell|hold|stand|walk|sleep|get into|join the call|connect',
    thanks:
      'thanks|thank|thank you|thank u|thx|thnx|thanx|tks|tnx|thks|tanks|cheers|much appreciated|appreciate|appreciated|appreciate it|grateful|many thanks|thankyou|thank you so much|thanks so much|thanks a lot|thx a lot|thanks a bunch|thanks a million|bless you|god bless|kind regards|regards|best regards|sincerely|yours',
    sorry:
      'sorry|sry|srry|soz|apologies|apologize|apologise|my apologies|my bad|unfortunately|unfortunatly|sadly|regrettably|i am afraid|afraid|excuse me|pardon|forgive me',
    please:
      'please|pls|plz|plse|pleas|pleaase|plase|plese|kindly|if possible|if that is possible|if that possible|if thats possible|if you can|if you could|if u can|if possible please|if it is possible|if that works|if that is ok|if that is okay|if that ok|if you do not mind|if it works|if that is fine|if that fine|if that is alright|if available|if it is available|if you have it|if it is still available|if still available|if you have anything|when you can|if you are able|if not too much trouble|if that suits|if its possible|if it possible|if ok|if at all possible|if thats ok|if you have a chance|if there is space|if you have any',
    greet:
      'hi|hello|hey|hiya|hey there|hi there|hello there|good morning|good afternoon|good evening|good day|morning all|greetings|howdy|dear|yo|heya|dear team|dear doctor|hi all|hi guys|hi team|how are you|hope you are well|hope all is well|hope you are doing well|hope you are having a|how are you doing|sup|its me|this is|dr|doctor|doc|sir|madam|maam|team|guys|folks',
    smalltalk:
      'just wanted to say|just want to say|so sweet|very sweet|sweet of|nice of|good of|happy 4th|happy fourth|happy thanksgiving|happy easter|have a good|have a great|have a nice|have a lovely|nice day|great day|good one|you too|same to you|likewise|take care|bye|goodbye|talk soon|happy holidays|merry christmas|happy new year|happy birthday|good night|goodnight|see you around|haha|hahaha|lol|lmao|hehe|wow|enjoy|have a good one|have a good day|have a great day|have a nice day|great weekend|nice weekend|good weekend|a lovely weekend|welcome|no need to reply|that was|was great|was very helpful|very helpful|helpful|so kind|very kind|kind of you|you are the best|the best|love you guys|youre the best|great job|great service|good to know|good to hear|glad|oh',
    texting:
      'texting|texts|text|messaging|messages|message|msgs|msg|contacting|contact|spamming|spam|notifications|sms|bothering|bother|mailing|writing|sending|send|calling|reminding|your list|your lists|mailing list|text list|this list|the texts|these texts|these messages|your texts|your messages',
    stop: 'stop|quit|cease|no more|unsubscribe|opt out|opting out|optout|do not text|do not message|do not contact|not text|not message|not contact|never text|never contact|stop all',
    leaveAlone:
      'wrong number|wrong person|wrong phone|not my number|you have the wrong number|you have the wrong person|got the wrong number|got the wrong person|leave me alone|leave us alone|lose my number|lose this number|opt me out|i opt out|want to opt out|like to opt out|please opt out|unsubscribe me|unsubscribe please|please unsubscribe|want to unsubscribe|remove my number|delete my number|take my number off|take me off|take me off please|please take me off|remove me|remove me please|please remove me|do not text me|do not message me|do not contact me|not contact me|go away|who gave you this number|do not text this number|no longer wish to receive|no longer want to receive|do not want to receive|not want these|do not want texts|do not send me|enough with the',
    again:
      'turn them back on|turn it back on|back on please|text me again|texting me again|texts again|message me again|messages again|messaging me again|start texting|start messaging|start sending|start the texts|resume|resubscribe|re subscribe|subscribe|subscribe me|sign me back up|opt in|opt me in|opt back in|opting in|back in|turn the texts back|turn texts back|turn messages back|turn reminders back|receive texts again|receive messages again|get texts again|get messages again|getting texts again|getting messages again|receiving messages|receiving texts|reminders again|contact me again|send me texts|send me reminders again|hear from you again|unblock|reactivate|texts back on|messages back on|reminders back on',
    help: 'help|info|help me|information|help please|i need help|need help',
    problem: 'problem|issue|trouble|worry',
    if: 'if|unless|in case|whether|provided|assuming|as long as|only if',
    but: 'but|however|though|although|yet|except|only that|just that',
    because: 'because|cause|cuz|cos|bc|since|as i|as we|due to|so i|so we|so',
    correction:
      'wait|actually|i mean|i meant|meant|scratch that|on second thought|correction|oops|oh wait|no wait|sorry wait|never mind|nevermind|changed my mind|strike that|my mistake|ignore that|rather say|make that a',
    you: 'you|u|your|ur|the doctor|the dr|the office|the clinic',
    me: 'i|me|my|we|us|our|mine|myself',
    option: 'option|opt|number|num|nr|choice|slot number|time number|answer|option number|#',
    oneOf: 'ones|option one of',
    middle: 'middle|the middle|in the middle',
    earliest:
      'earliest|the earliest|soonest|the soonest|the earlier one|earlier one|the sooner one|sooner one|the earlier of|the earlier option|the earlier slot|the earlier time|earliest one|soonest one|earliest option|earliest slot',
    latest:
      'as late as possible|the latest possible|latest|the latest|the later one|later one|latest one|the later of|the later option|the later slot|the later time|latest option|latest slot|the late one|late one|the late slot|the late option',
    for: 'for|4',
    with: 'with',
    last: 'the latter|latter|last|final|very last',
    oclock: 'o clock|oclock|oclk|sharp|on the dot',
    half: 'half|half past|half after',
    article: 'a|an',
    quarter: 'quarter|quater|qtr|a quarter',
    noon: 'noon|midday|mid day|lunchtime|lunch time|12 noon',
    midnight: 'midnight',
    am: 'am',
    pm: 'pm|p m',
    at: 'at|@|around|about|approximately|approx|roughly|say|circa',
    on: 'on|this coming|upcoming',
    the: 'the|da|that|those|these',
    of: 'of',
    in: 'in|within',
    to: 'to|thru|through',
    after: 'after|past|later than|no earlier than|not before|anytime after|any time after|from after|aftr',
    before:
      'before|b4|earlier than|no later than|by|prior to|befor|sooner than|anytime before|any time before|not after|latest by',
    between: 'between|btwn|betw|inbetween|in between|anytime between|any time between',
    from: 'from|starting|starting at|starting from|from about|beginning|beginning at|as of|onwards from',
    until: 'until|up to|up until|til|till|untill',
    or: 'or|/',
    and: 'and|&|plus|as well as|also',
    next: 'next|nxt|following|the following',
    this: 'this',
    same: 'same|the same',
    later:
      'in the new year|next year|after the holidays|after christmas|after easter|after new year|later|l8r|latr|after that',
    earlier: 'earlier|sooner|erlier|ealier',
    soon: 'as soon as possible|soon|asap|right away|immediately|as early as possible|first available|urgent|urgently|quickly|straight away|at the earliest|any sooner',
    weekend: 'weekend|the weekend|wkend|wknd|week end',
    weekAfterNext:
      'week after next|the week after next|week after the next|the week after that|two weeks from now week',
    tonight: 'tonight|tonite|2nite|2night|tonght|this evening|this night',
    glue: 'early|mid|just|right|exactly|some time|sometime|any time on|anytime on|during|o|like|ish|shortly|a bit|a little|the day',
    plain:
      'finish work|finishing work|off work|get off work|leave work|from work|go ahead and|none of your business|everything|it all|already|anymore|any more|not just|he|she|they|them|his|her|it|there|here|be|been|being|would be|will|shall|going|go|goes|went|gone|get|gets|got|give|given|gave|know|knew|think so|really|very|much|many|lot|lots|still|then|than|too|now|ever|every|each|time|times|year|years|kid|kids|child|son|daughter|wife|husband|mom|mum|dad|mother|father|boss|friend|family|baby|car|bus|train|ride|home|house|school|with me|kind|way|ways|thing|things|well|bit|little|long|short|old|new|hope|hoped|some|more|less|most|again|out|over|under|into|onto|about it|back to|today only|person|man|woman|big|small|said|says|told|ask|asked|asking|look|looking|seems|seem|guess so|heard|feel|feeling|trying|tried|done|finish|finished|start|started|end|ending|begin|stuff|even|while|brought|name|called|first name|last name|mister|mr|mrs|ms|miss|because of|got to|him|their|its|whole|own|once|twice|last week|last month|last year|last night|last visit|last minute|next time|next to|open|close|closed|driving|eating|lunch|dinner|breakfast|coffee|pick up|pickup|drop off|stop by|stopping by|bus stop|stop in|stops|stopped|non stop|hard|easy|early bird|place|cost me|write|wrote|note that|list|point|meet|met|money|buy|sell|care|weather|rain|snow|yet to|until then|by the way|for now|for me|for us|for you|for that|for this|for it|for them|for my|for our|in order|in that case|no one|one of|every one|each one|no matter|at all|at the|at least|at home|at your|at my|with you|as well|matter|make|made|makes|out there|you know|kids have|later on|so much|so very|so so|so far|all day|all week|all morning|all afternoon|wake|work out|works out|worked out|calendar|phone call|city|town|doctor visit|agenda|changed|moved|wifi',
  },
  numbered: {
    number: {
      0: 'zero',
      1: 'one',
      2: 'two|a couple|a couple of|couple of',
      3: 'three',
      4: 'four',
      5: 'five',
      6: 'six',
      7: 'seven',
      8: 'eight',
      9: 'nine',
      10: 'ten',
      11: 'eleven',
      12: 'twelve',
      13: 'thirteen',
      14: 'fourteen',
      15: 'fifteen',
      16: 'sixteen',
      17: 'seventeen',
      18: 'eighteen',
      19: 'nineteen',
      20: 'twenty',
      25: 'twenty five',
      30: 'thirty',
      35: 'thirty five',
      40: 'forty|fourty',
      45: 'forty five|fourty five',
      50: 'fifty',
      55: 'fifty five',
    },
    ordinal: {
      1: 'the former|first|frist|fist one|1rst',
      2: 'second|secnd|secound|seond|2cd',
      3: 'third|thrid',
      4: 'fourth|forth',
      5: 'fifth',
      6: 'sixth',
      7: 'seventh',
      8: 'eighth',
      9: 'ninth',
      10: 'tenth',
      11: 'eleventh',
      12: 'twelfth',
      13: 'thirteenth',
      14: 'fourteenth',
      15: 'fifteenth',
      16: 'sixteenth',
      17: 'seventeenth',
      18: 'eighteenth',
      19: 'nineteenth',
      20: 'twentieth',
      21: 'twenty first',
      22: 'twenty second',
      23: 'twenty third',
      24: 'twenty fourth',
      25: 'twenty fifth',
      26: 'twenty sixth',
      27: 'twenty seventh',
      28: 'twenty eighth',
      29: 'twenty ninth',
      30: 'thirtieth',
      31: 'thirty first',
    },
    weekday: {
      1: 'monday|mon|mondy|munday|moday',
      2: 'tuesday|tue|tues|teusday|tuseday|tusday|tuesdy',
      3: 'wednesday|wed|weds|wensday|wendsday|wednsday|wednessday',
      4: 'thursday|thu|thur|thurs|thrusday|thursdy|thrs|thursay|thurday',
      5: 'friday|fri|firday|fryday|friady|fridy',
      6: 'saturday|sat|saterday|satuday|saturdy',
      7: 'sunday|sun|sundy|sunady',
    },
    habitday: {
      1: 'mondays',
      2: 'tuesdays',
      3: 'wednesdays',
      4: 'thursdays',
      5: 'fridays',
      6: 'saturdays',
      7: 'sundays',
      8: 'weekdays|weekends|during the week|on weekdays|weeknights',
    },
    month: {
      1: 'january|jan',
      2: 'february|feb|febuary',
      3: 'march|mar',
      4: 'april|apr',
      5: 'may',
      6: 'june|jun',
      7: 'july|jul',
      8: 'august|aug',
      9: 'september|sep|sept',
      10: 'october|oct',
      11: 'november|nov',
      12: 'december|dec',
    },
    part: {
      0: 'first thing|first thing in the morning|bright and early|morning|in the morning|mornin|morn|a m|the morning',
      1: 'afternoon|in the afternoon|arvo|aft|afternon|aftrnoon|the afternoon|after noon|aternoon',
      2: 'evening|in the evening|night|at night|eve|evning|the evening|in the night',
    },
    habit: {
      0: 'mornings',
      1: 'afternoons|after lunch|after school|late afternoon|late in the afternoon',
      2: 'evenings|nights|after work|after hours|end of the day|end of day|late in the day',
    },
    relday: {
      0: 'today|2day|tday|todya|2dy',
      1: 'tomorrow|tmrw|tmr|tmrow|tmmrw|tommorow|tommorrow|tomorow|tomorrw|tomoro|2moro|2morrow|2mrw|2mro|tmw|tom|tmo|tomorro|tomrrow|tommrow',
      2: 'day after tomorrow|the day after tomorrow|day after tmrw|day after tmr|overmorrow|day after tommorow|the day after tmrw',
    },
    unit: {
      1: 'minute|minutes|min|mins|minuets|minuts|minuites|m',
      60: 'hour|hours|hr|hour s|hrs',
      1440: 'day|days',
      10080: 'week|weeks|wk|wks',
      43200: 'month|months',
    },
  },
};
