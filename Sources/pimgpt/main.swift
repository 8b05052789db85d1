print("pimgpt")
