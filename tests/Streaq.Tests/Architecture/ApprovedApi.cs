using System.Reflection;
using PublicApiGenerator;

namespace Streaq.Tests.Architecture;

/// <summary>Compares the public API of a package with a file that a reviewer has approved.</summary>
internal static class ApprovedApi
{
    /// <summary>Streaq's extension methods are in Microsoft's namespaces, which the generator leaves out by default.</summary>
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] };

    /// <param name="assembly">The package.</param>
    /// <param name="path">The approved file, from the root of the repository.</param>
    public static void Check(Assembly assembly, string path)
    {
        var file = Path.Combine(Repository.Root, path);
        var actual = assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("STREAQ_APPROVE") == "1")
        {
            File.WriteAllText(file, actual);
        }

        var approved = (File.Exists(file) ? File.ReadAllText(file) : "").ReplaceLineEndings("\n");

        if (actual != approved)
        {
            var (was, now) = (approved.Split('\n'), actual.Split('\n'));
            Assert.Fail(
                $"The public API is not what {path} says. When the change is meant, run the test once with STREAQ_APPROVE=1 and commit the file.\n"
                + string.Concat(was.Except(now).Select(line => $"- {line}\n")) + string.Concat(now.Except(was).Select(line => $"+ {line}\n")));
        }
    }
}
