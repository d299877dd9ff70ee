using PublicApiGenerator;

namespace Streaq.Tests.Architecture;

public sealed class PublicApiTests
{
    /// <summary>The extension methods of Streaq are in namespaces of Microsoft, which the generator leaves out by itself.</summary>
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] };

    [Fact]
    public void PublicApi_OfStreaq_IsTheApprovedOne()
    {
        var file = Path.Combine(Repository.Root, "tests", "Streaq.Tests", "PublicApi.approved.txt");
        var actual = typeof(IStreaqClient).Assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("STREAQ_APPROVE") == "1")
        {
            File.WriteAllText(file, actual);
        }

        var approved = (File.Exists(file) ? File.ReadAllText(file) : "").ReplaceLineEndings("\n");

        if (actual != approved)
        {
            var (was, now) = (approved.Split('\n'), actual.Split('\n'));
            Assert.Fail(
                "The public API is not what tests/Streaq.Tests/PublicApi.approved.txt says. When the change is meant, run the test once with "
                + "STREAQ_APPROVE=1 and commit the file.\n"
                + string.Concat(was.Except(now).Select(line => $"- {line}\n")) + string.Concat(now.Except(was).Select(line => $"+ {line}\n")));
        }
    }
}
