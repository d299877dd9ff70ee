using System.Reflection;
using System.Text.RegularExpressions;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class LuaScriptTests
{
    private static readonly LuaScript[] All = [.. LuaScript.All];

    public static TheoryData<string> Names => [.. All.Select(script => script.Name)];

    /// <summary>A script is a private field of the one class that calls it, and is in the same folder.</summary>
    [Fact]
    public void Scripts_All_HaveOneCallerEach()
    {
        var used = typeof(LuaScript).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(LuaScript))
            .Select(field => ((LuaScript)field.GetValue(null)!).Name);

        Assert.Equal(All.Select(script => script.Name).Order(), used.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Script_Header_NamesItsVerbKeysArgumentsAndAnswer(string name)
    {
        var text = All.Single(script => script.Name == name).Text;
        var header = string.Join('\n', text.Split('\n').TakeWhile(line => line.StartsWith("--")));

        Assert.Matches($@"\A-- {name}: .+\.\n", header);
        Assert.Contains("\n-- Answer: ", header);
        foreach (Match used in Regex.Matches(text[header.Length..], @"(?<list>KEYS|ARGV)\[(?<index>\d+)\]", RegexOptions.NonBacktracking))
        {
            // The last argument in the header may stand for all that follow.
            Assert.Matches($@"-- {used.Groups["list"]}\[({used.Groups["index"]}\]|\d+…\])|then per task", header);
        }
    }

    [Fact]
    public void Parts_Embedded_AreEachUsedByAScript()
    {
        var parts = typeof(LuaScript).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".part.lua")).Select(name => name[..^".part.lua".Length]);
        var used = All.SelectMany(script => script.Text.Split('\n')).Where(line => line.StartsWith("-- uses: "))
            .SelectMany(line => line["-- uses: ".Length..].Split(", "));

        Assert.Equal(parts.Order(), used.Distinct().Order());
    }

    [Fact]
    public void Script_Text_HasWhatItNamesOfItsPartsAndNothingElse()
    {
        var text = LuaScript.Named("enqueue").Text;

        Assert.Contains("local function marker_of(", text);
        // A constant is replaced by its value where it is used.
        Assert.Contains(" .. 'ready:' .. ", text);
        Assert.DoesNotContain("READY", text);
        Assert.DoesNotContain("'dependents:'", text);
        Assert.DoesNotContain("local function record_of(", text);
    }

    /// <summary>A key that is not among <c>KEYS</c> would be on another node of a cluster.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Script_Text_NamesNoKeyOfItsOwn(string name) => Assert.DoesNotContain("streaq:", All.Single(script => script.Name == name).Text);
}
