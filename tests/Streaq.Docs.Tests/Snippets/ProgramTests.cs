namespace Streaq.Docs.Tests;

using global::Docs;

/// <summary>The programs at the start of guides run to their end, as far as they need no Redis.</summary>
public sealed class ProgramTests
{
    [Fact]
    public Task AbortProgram_EndsBeforeItsTask() => WholePrograms.AbortAsync([]).WaitAsync(SnippetQueue.Patience);

    [Fact]
    public Task PipelineProgram_DescribesItsCount() => WholePrograms.PipelineAsync([]).WaitAsync(SnippetQueue.Patience);

    [Fact]
    public Task TraceProgram_CountsItsWords() => WholePrograms.TraceAsync([]).WaitAsync(SnippetQueue.Patience);

    [Fact]
    public async Task TaskProgram_CountsTheWordsOfAFile()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "the quick brown fox");

        await WholePrograms.CountAsync([file]).WaitAsync(SnippetQueue.Patience);

        File.Delete(file);
    }
}
