print("the crane is up")
