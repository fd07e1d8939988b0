import pytest

from bot.crisis_patterns import is_figure_of_speech, speaks_of_self_harm

SPOKEN = """
I want to kill myself
i wanna kms
im gonna kill my self tonight
I'm thinking of ending it all
I just want to end my life
thinking about suicide again
I feel suicidal
su1cide is on my mind
I wnat to die
I really just want to be dead
I wish I were dead
I wish I'd never been born
i dont want to be alive anymore
I do not want to live any longer
I no longer want to exist
there's no point in living
what's the point of going on
I can't see any reason to live
life isn't worth living any more
everyone would be better off without me
my kids would be happier if I was gone
nobody would even notice if I died
would anyone miss me if I died?
I hope I don't wake up tomorrow
I want to go to sleep and never wake up
I want to sleep forever
I'm going to jump off a bridge
I keep thinking about stepping in front of a train
I'm standing on the edge of the roof
I could just drive into a wall
I've been cutting again
I cut my wrists
I cut myself when it gets bad
I started self-harming
I hurt myself on purpose
I burn myself to feel something
I took a whole bottle of pills
how many paracetamol to die
I'm going to overdose
I bought a rope
I have the gun to my head
I've written my goodbye letter
I'm done with life
I'm tired of living
I'm sick of being alive
I can't go on
I can't do this anymore
I'm just a burden, they'd be better off if I were gone
death would be a relief
the only way out is death
I deserve to die
I don't deserve to live
I should just kill myself
maybe I should end it
I want it all to be over
I want to disappear forever
I won't be here tomorrow
I don't think I'll be around much longer
I want to hang myself
I'd rather be dead than feel this
I have nothing left to live for
I lost the will to live
I want to stop existing
I'm ready to leave this world
what's the most painless way to die
I want to unalive myself
let me die
when I'm gone you'll all be sorry
I tried to kill myself last year
I don't see a future for me
K I L L myself
KILL MYSELF
i want 2 die
I'd be better off dead
my family won't have to worry about me any more soon
I keep looking at the knife in the kitchen
nobody needs me here, I should go for good
I've been saving up my tablets
my arms are full of fresh cuts again
goodbye everyone, this is my last message
I fantasise about crashing my car
I'm gonna do it tonight, I have everything ready
I wonder if anyone would come to my funeral
I'm at the station looking at the tracks
I scratched my arms open
I am ready to give up on everything
I don't see a reason to keep going
goodbye everyone, I'm sorry for everything
my friend told me she wants to hurt herself
my brother is suicidal
I keep picturing my own funeral and it feels peaceful
I gave my cat away so nobody has to deal with it after me
I've been googling which meds don't mix
I don't want to see next year
I feel the pull of the balcony
my blades are hidden in my phone case
the urge to cut is back
I've made peace with going
I wish the car would have hit me
I can't picture being alive at thirty
I'm only alive because of my dog
what would happen if I drank bleach
I wrote letters to everyone
I'm a waste of oxygen
I nearly went through with it
death sounds like sleep
I envy the dead
I've stopped planning anything past this weekend
I stood on the platform too close on purpose
my will is written and the dog has a home
my wrists are bandaged again
I keep checking how high the bridge is
please just let it be over with me
if I went missing nobody would look
I'm scared of what I might do to myself
I've got nothing keeping me here
I looked over the railing for an hour
heaven must be nicer than this
no one needs to worry, it'll be over soon
I want to fall asleep for ever
Ich will nicht mehr leben
no quiero vivir más
je veux mourir
voglio morire
""".strip().splitlines()

FIGURES_OF_SPEECH = """
this song kills me
that joke killed me
I'm dying to see it
I'm dying to know what happens next
I nearly died laughing
I was dying of laughter
I could have died of embarrassment
my feet are killing me
this headache is killing me
the suspense is killing me
this heat is killing me
finals week is killing me
my mum is going to kill me
my boss will kill me if I'm late
that dress is to die for
I'm bored to death
I was scared to death
I'd kill for a coffee
let's kill some time
you're killing it
killer track!
my phone died
the battery is dead
my car is dead again
my plants are dying
my grandfather died
my dog died this morning
my wife died two years ago
he died in my arms
I miss my husband since he passed away
I cut my hair
I cut myself shaving
I cut my finger while cooking
I burned myself on the stove
I'm cutting down on sugar
I'm cutting carbs
I live alone
I don't want to live with him any more
I don't want to live in this city any more
I don't want to wake up early
I want to end things with my boyfriend
I ended my relationship
end of the week, finally
I want to end this conversation
I can't go on holiday this year
I jumped into the pool
I took the pills my doctor gave me for my cold
I took a train to London
I slept like the dead
dead tired after work
I'm dead serious
the movie about a suicide squad
I love the song Live and Let Die
I feel alive
life is worth living
I can't live without coffee
I want to disappear into a good book
I want to be left alone
I'm going to crush this exam
I hurt my back
I hurt my friend with what I said
I hang out with friends
I drove to the bridge for the view
this game is murder
tell me a killer joke
I've had enough of this job
I can't take this noise any more
I'm done with this project
I'm tired of living in this flat
I crashed my car and broke my arm
he gave me a new razor for my birthday
I saved my playlist
the last day of the holidays
I gave my old clothes away
I could murder a curry
I died a little inside when I saw the bill
it will be over soon, then we have holidays
nothing keeps me here in this town
I don't want to see him next year
I made peace with my brother
I can't imagine living in a big city
he is a waste of space
I drank too much coffee
I wrote a letter to my mum
she'll kill me when she sees the mess
I nearly jumped for joy
I'm jealous of my sister
the blades of the fan are dusty
I can't see myself being a doctor
I feel so sad today
""".strip().splitlines()


@pytest.mark.parametrize("text", SPOKEN)
def test_words_of_self_harm_are_found(text: str) -> None:
    assert speaks_of_self_harm(text)


@pytest.mark.parametrize("text", FIGURES_OF_SPEECH)
def test_figures_of_speech_are_let_through(text: str) -> None:
    assert not speaks_of_self_harm(text)


def test_a_figure_of_speech_does_not_hide_what_stands_beside_it() -> None:
    assert speaks_of_self_harm("this song kills me and I want to die")


@pytest.mark.parametrize("text", ["", "   ", "🙂", "a" * 8000, "ich bin traurig", "\x00", "((((" * 500])
def test_any_text_is_read_without_harm(text: str) -> None:
    assert not speaks_of_self_harm(text)


def test_a_long_text_is_read_fast_enough() -> None:
    import time

    started = time.perf_counter()
    speaks_of_self_harm("i want to be here and i want to go and everyone is better when i sleep " * 110)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "I could kill for a coffee",
        "I'd kill for a pizza right now",
        "this heat is killing me",
        "I'm dying of laughter",
        "this job will be the death of me",
        "my feet are killing me today",
    ],
)
def test_a_figure_of_speech_alone_is_known_as_one(text: str) -> None:
    assert is_figure_of_speech(text)


@pytest.mark.parametrize(
    "text",
    [
        "this song kills me and I want to die",
        "this job is killing me and I see no way to go on like this",
        "I feel so sad today",
        "kill me now",
        "I want to kill myself",
    ],
)
def test_what_says_more_than_a_figure_of_speech_is_none(text: str) -> None:
    assert not is_figure_of_speech(text)
