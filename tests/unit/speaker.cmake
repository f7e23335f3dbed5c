# The clips speaker: its WAV reader, its folder of clips, and the driver on a simulated sound line.
jiaohao_test(NAME test_wav LABEL unit SOURCES unit/test_wav.c unit/wav_files.c
	ROOMS drivers_speaker_codec)
jiaohao_test(NAME test_clip_store LABEL unit SOURCES unit/test_clip_store.c unit/wav_files.c
	ROOMS drivers_speaker)
jiaohao_test(NAME test_speaker LABEL sim
	SOURCES unit/test_speaker.c unit/wav_files.c unit/fake_keys.c
	ROOMS drivers_speaker hal_port PkgConfig::libevent)
jiaohao_test(NAME test_audio_alsa LABEL sim SOURCES unit/test_audio_alsa.c unit/fake_keys.c
	ROOMS hal_port PkgConfig::libevent)
target_link_options(test_audio_alsa PRIVATE -Wl,--wrap=snd_pcm_writei,--wrap=snd_pcm_open)
# The text-to-speech chip: its frames, the talk with it, and the driver on a simulated line.
jiaohao_test(NAME test_tts_frame LABEL unit SOURCES unit/test_tts_frame.c ROOMS drivers_speaker_codec)
jiaohao_test(NAME test_tts_talk LABEL unit SOURCES unit/test_tts_talk.c ROOMS drivers_speaker_codec)
jiaohao_test(NAME test_speaker_xfs LABEL sim SOURCES unit/test_speaker_xfs.c unit/fake_keys.c
	ROOMS drivers_speaker hal_port sim PkgConfig::libevent)
