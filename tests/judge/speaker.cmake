# What is heard, judged by ALSA's own file plugin and by espeak-ng's phonemes.
add_executable(say_clips judge/say_clips.c unit/fake_keys.c)
target_include_directories(say_clips PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/unit)
target_link_libraries(say_clips PRIVATE drivers_speaker hal_port PkgConfig::libevent)
add_test(NAME judge_sound COMMAND python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_sound.py $<TARGET_FILE:say_clips> ${CMAKE_BINARY_DIR}/clips)
add_test(NAME judge_clips COMMAND python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_clips.py ${CMAKE_BINARY_DIR}/clips.list ${CMAKE_BINARY_DIR}/clips)
set_tests_properties(judge_sound judge_clips PROPERTIES LABELS judge TIMEOUT 120)
# Calls in three languages: words, phonemes, samples, and English recognised from the sound.
add_executable(call_words judge/call_words.c)
target_link_libraries(call_words PRIVATE announce)
add_test(NAME judge_calls COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_calls.py
	$<TARGET_FILE:call_words> $<TARGET_FILE:say_clips> ${CMAKE_BINARY_DIR}/clips)
set_tests_properties(judge_calls PROPERTIES LABELS judge TIMEOUT 120)
