Console.Error.WriteLine("usage: NAME | all");
return 2;
