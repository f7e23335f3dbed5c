jiaohao_scenario(NAME changes TIMEOUT 240)
