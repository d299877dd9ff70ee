using System.Diagnostics;
using System.Reflection;

namespace Streaq.Generators.Tests;

/// <summary>The package's targets in a project's build, imported where NuGet imports them.</summary>
public sealed class PackageTargetsTests
{
    [Fact]
    public async Task Interceptors_OfTheProjectItself_AreKeptBesideStreaqs()
    {
        Assert.Equal("My.Own;Streaq.Generated", await PropertyAsync("InterceptorsNamespaces", "<InterceptorsNamespaces>My.Own</InterceptorsNamespaces>"));
    }

    [Fact]
    public async Task Switch_OfTheProject_IsKept()
    {
        Assert.Equal("false", await PropertyAsync("StreaqGenerateBindings", "<StreaqGenerateBindings>false</StreaqGenerateBindings>"));
        Assert.Equal("true", await PropertyAsync("StreaqGenerateBindings", ""));
    }

    private static async Task<string> PropertyAsync(string property, string properties)
    {
        var folder = Directory.CreateTempSubdirectory("streaq-targets-");
        try
        {
            var project = Path.Combine(folder.FullName, "user.csproj");
            await File.WriteAllTextAsync(project, $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework>{properties}</PropertyGroup>
                </Project>
                """);
            var build = typeof(PackageTargetsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Build").Value!;
            var nuget = folder.CreateSubdirectory("obj");
            foreach (var kind in new[] { "props", "targets" })
            {
                await File.WriteAllTextAsync(
                    Path.Combine(nuget.FullName, $"user.csproj.nuget.g.{kind}"),
                    $"""<Project><Import Project="{build}/Streaq.{kind}" Condition="Exists('{build}/Streaq.{kind}')" /></Project>""");
            }

            var start = new ProcessStartInfo("dotnet", ["msbuild", project, $"-getProperty:{property}", "-nologo"]) { RedirectStandardOutput = true, UseShellExecute = false };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, output);
            return output.Trim().TrimStart(';');
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
